import { onCleanup } from 'solid-js';

/**
 * Closes these details on Escape, which gives the focus back to their summary, and on a press anywhere else, as a menu
 * does; a `ref` for them. Listens until its owner is gone.
 */
export function closeElsewhere(details: HTMLDetailsElement): void {
  const onPress = (event: PointerEvent) => {
    if (!event.composedPath().includes(details)) details.open = false;
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || !details.open) return;
    details.open = false;
    details.querySelector('summary')?.focus();
  };
  document.addEventListener('pointerdown', onPress);
  document.addEventListener('keydown', onKey);
  onCleanup(() => {
    document.removeEventListener('pointerdown', onPress);
    document.removeEventListener('keydown', onKey);
  });
}
