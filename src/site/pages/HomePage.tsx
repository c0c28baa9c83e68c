import { createEffect, createSignal, Show, type JSX } from 'solid-js';
import { createAll } from '../../tab/solid.tsx';
import { contents } from '../collections.ts';
import { createPage } from '../create-page.ts';
import { firstQuery } from '../first-query.ts';
import { PageHeading } from '../parts/PageHeading.tsx';
import { PageStates } from '../parts/PageStates.tsx';
import { Sections } from '../parts/Sections.tsx';
import { siteConfig } from '../site-config.ts';
import { useSite } from '../site-context.tsx';
import { viewStateOf } from '../view-state.ts';
import { words } from '../words.ts';

/** `/`: the sections of the `contents` collection. */
export function HomePage(): JSX.Element {
  const { status } = useSite();
  // The head holds the first sections; where there are more, all are asked for once the head is shown.
  const [isLong, setLong] = createSignal(false);
  const sections = createAll(contents, () => {
    const { limit, ...all } = firstQuery(contents);
    return isLong() || limit === undefined ? all : { ...all, limit };
  });
  createEffect(() => {
    if (sections.state === 'ready' && sections.total > sections.rows.length) setLong(true);
  });
  const isFilled = () => sections.rows.length > 0;
  const view = () => viewStateOf({ state: sections.state, isFilled: isFilled() }, status());
  const hasHero = () => sections.rows.some(({ type }) => type === 'hero');
  createPage({ title: () => words.home, isWaiting: () => view() === 'loading' });
  return (
    <div class="home">
      <PageStates
        view={view()}
        shape="home"
        loadingTitle={siteConfig.name}
        empty={{ title: words.emptyHomeTitle, text: words.emptyHome }}
      >
        <Show when={!hasHero()}>
          <PageHeading class="visually-hidden">{siteConfig.name}</PageHeading>
        </Show>
        <Sections sections={sections.rows} />
      </PageStates>
    </div>
  );
}
