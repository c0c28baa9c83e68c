/**
 * The ids of `now`, each of which was there before in its place of before: nothing moves away under a hand. What came
 * since stands after the one that it follows now, and what left is gone.
 */
export function keepPlaces(before: readonly string[], now: readonly string[]): readonly string[] {
  const here = new Set(now);
  const kept = before.filter((id) => here.has(id));
  const known = new Set(kept);
  const newAfter = new Map<string | undefined, string[]>();
  let previous: string | undefined;
  for (const id of now) {
    if (known.has(id)) previous = id;
    else if (newAfter.has(previous)) newAfter.get(previous)!.push(id);
    else newAfter.set(previous, [id]);
  }
  const withNew = (id: string | undefined) => newAfter.get(id) ?? [];
  return [...withNew(undefined), ...kept.flatMap((id) => [id, ...withNew(id)])];
}
