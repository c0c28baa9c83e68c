import type { JSX } from 'solid-js';
import { blogPath } from '../routes.ts';
import { useSite } from '../site-context.tsx';
import { words } from '../words.ts';

/** A form that leads to a page of the blog by its number. */
export function PageJump(props: { readonly last: number }): JSX.Element {
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
