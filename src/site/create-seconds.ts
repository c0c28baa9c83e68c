import { createSignal, onCleanup, onMount, type Accessor } from 'solid-js';

/**
 * The time in milliseconds, renewed as each second begins. Nothing runs while the page is hidden, nor after the owner has
 * gone; shown again, it is right at once.
 */
export function createSeconds(): Accessor<number> {
  const [now, setNow] = createSignal(Date.now());
  let timer: ReturnType<typeof setTimeout> | undefined;
  const tick = () => {
    clearTimeout(timer);
    if (document.visibilityState === 'hidden') return;
    setNow(Date.now());
    timer = setTimeout(tick, 1000 - (Date.now() % 1000));
  };
  onMount(() => {
    tick();
    document.addEventListener('visibilitychange', tick);
    onCleanup(() => {
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', tick);
    });
  });
  return now;
}
