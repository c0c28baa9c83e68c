import { createSignal, For, Show, type JSX } from 'solid-js';
import { useClient } from '../../tab/solid.tsx';
import type { Removed, RemovedList } from '../create-removed.ts';
import { restoreProduct } from '../mutators.ts';
import { deletedOf, shopWords, wordOf } from '../shop-words.ts';
import { useSite } from '../site-context.tsx';

/** What was deleted, each with its way back; the focus goes to that of what was deleted here. */
export function UndoBar(props: {
  readonly removed: RemovedList;
  readonly onRestore: (id: string) => void;
}): JSX.Element {
  const client = useClient();
  const { status } = useSite();
  const [failure, setFailure] = createSignal('');
  const restored = new WeakSet<Removed>();
  const restore = async (one: Removed) => {
    // A second press means the same.
    if (restored.has(one)) return;
    restored.add(one);
    const { id, name, description } = one;
    // Its card may be there before the answer is.
    props.onRestore(id);
    const outcome = await client.mutate(restoreProduct, { id, name, description });
    if (!outcome.ok) restored.delete(one);
    setFailure(wordOf(outcome, status()));
  };
  const isFirst = { draw: true };
  queueMicrotask(() => (isFirst.draw = false));
  return (
    <div class="undo-bar" role="status">
      <For each={props.removed.all()}>
        {(one) => (
          <p class="undo">
            <span>{deletedOf(one.name)}</span>
            <button
              type="button"
              class="button"
              ref={(element) => {
                if (!isFirst.draw && one.takesFocus)
                  queueMicrotask(() => element.focus({ preventScroll: true }));
              }}
              onClick={() => void restore(one)}
            >
              {shopWords.undo}
            </button>
          </p>
        )}
      </For>
      <Show when={failure()}>
        <p class="field-problem">{failure()}</p>
      </Show>
    </div>
  );
}
