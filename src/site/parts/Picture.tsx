import { createEffect, createMemo, createSignal, on, Show, type JSX } from 'solid-js';
import type { Attachment } from '../../model/schema.ts';
import { useSite } from '../site-context.tsx';
import { words } from '../words.ts';

/** A record's picture: its address, and what is known of the file. */
export interface Pictured {
  readonly image: string;
  readonly images: readonly Attachment[];
}

/**
 * A picture, or in its place, of the same size, a labelled sheet where there is none or it cannot be loaded. Its size
 * is known before it comes, so nothing moves; text is never kept waiting by it.
 */
export function Picture(props: {
  readonly of: Pictured;
  readonly alt: string;
  readonly class?: string;
}): JSX.Element {
  const { mediaHref, status } = useSite();
  const [hasFailed, setFailed] = createSignal(false);
  const src = () => mediaHref(props.of.image);
  const file = () => props.of.images[0];
  const isOffline = createMemo(() => status().phase === 'offline');
  // Another picture, or a network that is back, deserves another try.
  createEffect(on([src, isOffline], () => setFailed(false), { defer: true }));
  return (
    <div class={`picture ${props.class ?? ''}`}>
      <Show
        when={src() !== '' && !hasFailed()}
        fallback={<Placeholder label={src() === '' ? words.noPicture : words.pictureFailed} />}
      >
        <img
          src={src()}
          alt={props.alt}
          width={file()?.width ?? 1200}
          height={file()?.height ?? 800}
          loading="lazy"
          decoding="async"
          onError={() => setFailed(true)}
        />
      </Show>
    </div>
  );
}

function Placeholder(props: { readonly label: string }): JSX.Element {
  return (
    <div class="picture-missing">
      <svg viewBox="0 0 96 40" width="96" height="40" aria-hidden="true">
        <circle cx="62" cy="13" r="8" />
        <path d="M0 24q12-6 24 0t24 0 24 0 24 0M8 32q10-4 20 0t20 0 20 0 20 0" />
      </svg>
      <span>{props.label}</span>
    </div>
  );
}
