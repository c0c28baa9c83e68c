import { focusHeading } from './focus-heading.ts';
import { twinOf } from './twin-of.ts';

/**
 * Brings the focus on where what had it is taken away, which browsers drop without a word: to its like in what came in
 * its place, such as the same link in a paragraph that was edited, else to the page's heading. Lasts as long as the page.
 */
export function keepFocus(): void {
  let focused: Element | undefined;
  document.addEventListener('focusin', ({ target }) => (focused = target as Element));
  document.addEventListener('focusout', () =>
    queueMicrotask(() => {
      // Somebody has left it; what is taken away is not there any more, and a window in the background keeps its own.
      if (focused?.isConnected && focused !== document.activeElement) focused = undefined;
    }),
  );
  new MutationObserver((changes) => {
    if (!focused || focused.isConnected) return;
    const lost = focused;
    focused = undefined;
    // Whoever took it away has put the focus elsewhere.
    if (document.activeElement !== document.body) return;
    const next = inPlaceOf(lost, changes);
    if (next) next.focus({ preventScroll: true });
    else focusHeading();
  }).observe(document.body, { childList: true, subtree: true });
}

/** The like of what is gone, where as many things came as went: they are exchanged in order. */
function inPlaceOf(lost: Element, changes: readonly MutationRecord[]): HTMLElement | undefined {
  const holds = (node: Node) => node.contains(lost);
  const parent = changes.find(({ removedNodes }) => [...removedNodes].some(holds))?.target;
  const here = changes.filter(({ target }) => target === parent);
  const gone = here.flatMap(({ removedNodes }) => [...removedNodes]);
  const come = here.flatMap(({ addedNodes }) => [...addedNodes]);
  const [before, after] = [gone.find(holds), come[gone.findIndex(holds)]];
  if (gone.length !== come.length || !isAlike(before, after)) return undefined;
  return twinOf(lost, before as Element, after as Element);
}

function isAlike(one: Node | undefined, other: Node | undefined): boolean {
  if (!(one instanceof Element) || !(other instanceof Element)) return false;
  return one.localName === other.localName && one.className === other.className;
}
