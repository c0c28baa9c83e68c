import { For, Show, type JSX } from 'solid-js';
import { createLazy } from '../create-lazy.ts';
import { pageWindow } from '../page-window.ts';
import { blogPath } from '../routes.ts';
import { pageOf, words } from '../words.ts';
import { Link } from './Link.tsx';

/** The way through the blog's pages; every page has an address of its own. Nothing where there is one page only. */
export function Pager(props: { readonly page: number; readonly last: number }): JSX.Element {
  return (
    <Show when={props.last > 1}>
      <nav class="pager" aria-label={words.pages}>
        <div class="pager-steps">
          <Show
            when={props.page > 1}
            fallback={<span class="pager-end">{words.previousPage}</span>}
          >
            <Link to={blogPath(props.page - 1)} class="pager-step" rel="prev">
              {words.previousPage}
            </Link>
          </Show>
          <Show
            when={props.page < props.last}
            fallback={<span class="pager-end">{words.nextPage}</span>}
          >
            <Link to={blogPath(props.page + 1)} class="pager-step" rel="next">
              {words.nextPage}
            </Link>
          </Show>
        </div>
        <ol class="pager-pages">
          <For each={pageWindow(props.page, props.last)}>
            {(step) => (
              <li>
                {step === 'gap' ? (
                  <span class="pager-gap">…</span>
                ) : (
                  <Link to={blogPath(step)} current={step === props.page ? 'page' : undefined}>
                    <span class="visually-hidden">{words.page} </span>
                    {step}
                  </Link>
                )}
              </li>
            )}
          </For>
        </ol>
        <p class="pager-where">{pageOf(props.page, props.last)}</p>
        <Show when={props.last > 7}>
          <Jump last={props.last} />
        </Show>
      </nav>
    </Show>
  );
}

/** With hundreds of pages, a number is typed rather than hunted for; the first paint does without it. */
function Jump(props: { readonly last: number }): JSX.Element {
  const load = () => import('./PageJump.tsx').then((here) => here.PageJump);
  const { part } = createLazy(load, undefined, () => undefined);
  return <Show when={part()}>{(PageJump) => PageJump()(props)}</Show>;
}
