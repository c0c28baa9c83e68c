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
  /** How wide it is shown, as in HTML's own `sizes`: by it the browser chooses among the forms. */
  readonly sizes: string;
  /** It is what the page begins with: fetched at once and before others, not when it is scrolled to. */
  readonly isFirst?: boolean;
}): JSX.Element {
  const { mediaHref, status } = useSite();
  const [hasFailed, setFailed] = createSignal(false);
  const src = () => mediaHref(props.of.image);
  const file = () => props.of.images[0];
  const isOffline = createMemo(() => status().phase === 'offline');
  // Another picture, or a network that is back, deserves another try.
  createEffect(on([src, isOffline], () => setFailed(false), { defer: true }));
  let retryMs = 1000;
  // A line that loses one picture of many shows in nothing else.
  const onLost = () => {
    setFailed(true);
    setTimeout(() => setFailed(false), (retryMs *= 2));
  };
  const isShown = () => src() !== '' && !hasFailed();
  const label = () => {
    if (src() !== '') return words.pictureFailed;
    return file() ? words.pictureComing : words.noPicture;
  };
  const forms = () =>
    file()
      ?.forms?.map((form) => `${mediaHref(form.src)} ${form.width}w`)
      .join(', ');
  // Set as properties: style attributes are forbidden here (security-headers.ts). A label keeps its own ground.
  const look = ({ style }: HTMLElement) =>
    createEffect(() => {
      const { width, height, color } = file() ?? {};
      style.setProperty('--color', (isShown() && color) || '');
      style.setProperty('--ratio', width && height ? `${width}/${height}` : '');
    });
  return (
    <div class={`picture ${props.class ?? ''}`} ref={look}>
      <Show when={isShown()} fallback={<Placeholder label={label()} />}>
        <picture>
          <source type="image/webp" sizes={props.sizes} srcset={forms()} />
          <img
            loading={props.isFirst ? 'eager' : 'lazy'}
            fetchpriority={props.isFirst ? 'high' : 'auto'}
            decoding="async"
            alt={props.alt}
            width={file()?.width ?? undefined}
            height={file()?.height ?? undefined}
            src={src()}
            onError={onLost}
          />
        </picture>
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
