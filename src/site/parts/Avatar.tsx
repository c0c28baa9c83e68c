import { createMemo, For, type JSX } from 'solid-js';
import { drawAvatar } from '../avatar.ts';

/** An author's avatar. It says nothing that the name beside it does not, so it is hidden from screen readers. */
export function Avatar(props: { readonly author: string }): JSX.Element {
  const drawing = createMemo(() => drawAvatar(props.author));
  return (
    <svg
      class={`avatar tint-${drawing().tint}`}
      viewBox="0 0 48 48"
      width="48"
      height="48"
      aria-hidden="true"
    >
      <rect class="avatar-sky" width="48" height="48" />
      <circle
        class="avatar-disc"
        cx={drawing().disc.x}
        cy={drawing().disc.y}
        r={drawing().disc.r}
      />
      <For each={drawing().waves}>
        {(path, index) => <path class={`avatar-wave wave-${index()}`} d={path} />}
      </For>
    </svg>
  );
}
