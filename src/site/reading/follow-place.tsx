import { createSignal, onCleanup, Show } from 'solid-js';
import { render } from 'solid-js/web';
import { GoOn } from './GoOn.tsx';
import { goToPlace, keepPlace, placeIn, placeOnScreen } from './reading-place.ts';

/**
 * Keeps where the reader is in this text, and first offers to go on where they were, unless the page stands elsewhere
 * than at its top already: Back has brought it there, or a link. Lives with its owner.
 */
export function followPlace(id: string, text: Element): void {
  const kept = placeIn(id);
  const [isOffered, setOffered] = createSignal(
    kept !== undefined && scrollY < innerHeight / 2 && location.hash === '',
  );
  let writing: number | undefined;
  const write = () => {
    writing = undefined;
    keepPlace(id, placeOnScreen(text));
  };
  const onScroll = () => {
    // Who reads on by themselves has no need to be asked; until then what is offered is not forgotten.
    if (isOffered() && scrollY < innerHeight) return;
    setOffered(false);
    writing ??= setTimeout(write, WRITE_MS);
  };
  addEventListener('scroll', onScroll, { passive: true });
  onCleanup(() => {
    removeEventListener('scroll', onScroll);
    clearTimeout(writing);
  });

  const place = document.createElement('div');
  document.body.append(place);
  const go = () => {
    setOffered(false);
    if (kept) goToPlace(text, kept);
  };
  const dispose = render(
    () => (
      <Show when={isOffered()}>
        <GoOn onGo={go} onStay={() => setOffered(false)} />
      </Show>
    ),
    place,
  );
  onCleanup(() => {
    dispose();
    place.remove();
  });
}

/** Scrolling is not measured with each of its frames. */
const WRITE_MS = 400;
