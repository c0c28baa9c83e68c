import { createSignal, onCleanup, onMount, type Accessor } from 'solid-js';
import { loadStyles } from './load-styles.ts';
import stylesHref from './styles/shop-pages.css?url';

/** Code that is loaded when it is first needed; `part` is undefined until it is here. */
export interface Lazy<Part> {
  readonly part: Accessor<Part | undefined>;
  /** True where it could not be had; it is asked for again every few seconds. */
  readonly hasFailed: Accessor<boolean>;
}

/**
 * Loads a part of the site with its styles, those of all such parts unless told otherwise, so that the first paint is not
 * kept waiting by them. One that is `here` already is not loaded.
 */
export function createLazy<Part>(
  load: () => Promise<Part>,
  here?: Part,
  styles: () => unknown = () => loadStyles(stylesHref),
): Lazy<Part> {
  const [part, setPart] = createSignal(here);
  const [hasFailed, setFailed] = createSignal(false);
  let again: ReturnType<typeof setTimeout> | undefined;
  let isGone = false;
  const begin = () => {
    if (part() !== undefined) return;
    Promise.all([load(), styles()]).then(
      ([loaded]) => setPart(() => loaded),
      () => {
        setFailed(true);
        if (!isGone) again = setTimeout(begin, AGAIN_MS);
      },
    );
  };
  onMount(begin);
  onCleanup(() => {
    isGone = true;
    clearTimeout(again);
  });
  return { part, hasFailed };
}

/** What is lost is mostly lost for seconds, and the browser's word that it is online says nothing about the site. */
const AGAIN_MS = 3000;
