/**
 * Lets calls share their work: what is asked for while a run is under way is done by the next one, all together. A run
 * that fails fails for all of its own, and for nobody else.
 */
export function inGroups<Item, Result>(
  run: (items: readonly Item[]) => Promise<readonly Result[]>,
): (item: Item) => Promise<Result> {
  let last: Promise<unknown> = Promise.resolve();
  let gathering:
    | { readonly items: Item[]; readonly results: Promise<readonly Result[]> }
    | undefined;

  function gather() {
    const items: Item[] = [];
    const results = last.then(() => {
      gathering = undefined;
      return run(items);
    });
    // Its failure is for those who wait for it.
    last = results.catch(() => undefined);
    return { items, results };
  }

  return async (item) => {
    gathering ??= gather();
    const { items, results } = gathering;
    const position = items.push(item) - 1;
    return (await results)[position]!;
  };
}
