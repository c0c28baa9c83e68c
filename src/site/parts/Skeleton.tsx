import { For, type JSX } from 'solid-js';
import { words } from '../words.ts';
import { LoadingNote } from './LoadingNote.tsx';

/** The shape of a page before its content: the same boxes, so that nothing moves when it comes. */
export function Skeleton(props: {
  readonly shape: 'home' | 'blog' | 'article';
  readonly title: string;
}): JSX.Element {
  return (
    <div class={`skeleton skeleton-${props.shape}`}>
      <h1 class="visually-hidden">{props.title}</h1>
      <LoadingNote label={props.shape === 'article' ? words.loadingArticle : words.loading} />
      <div class="skeleton-boxes" aria-hidden="true">
        <For each={BOXES[props.shape]}>{(box) => <span class={`box box-${box}`} />}</For>
      </div>
    </div>
  );
}

const BOXES = {
  home: ['title', 'line', 'line', 'plate'],
  blog: ['card', 'card', 'card', 'card', 'card', 'card'],
  article: ['line', 'title', 'line', 'plate', 'line', 'line', 'line', 'line'],
} as const;
