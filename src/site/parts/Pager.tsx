import { For, Show, type JSX } from 'solid-js';
import { pageWindow } from '../page-window.ts';
import { blogPath } from '../routes.ts';
import { useSite } from '../site-context.tsx';
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
          <PageJump last={props.last} />
        </Show>
      </nav>
    </Show>
  );
}

/** With hundreds of pages, a number is typed rather than hunted for. */
function PageJump(props: { readonly last: number }): JSX.Element {
  const { router } = useSite();
  const jump = (event: SubmitEvent & { readonly currentTarget: HTMLFormElement }) => {
    event.preventDefault();
    const asked = Number(new FormData(event.currentTarget).get('page'));
    if (asked >= 1) router.navigate(blogPath(Math.min(Math.round(asked), props.last)));
  };
  return (
    <form class="pager-jump" onSubmit={jump}>
      <label>
        {words.goToPage} <input type="number" name="page" min="1" max={props.last} required />
      </label>
      <button type="submit" class="button">
        {words.go}
      </button>
    </form>
  );
}
