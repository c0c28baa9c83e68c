import { Show, type JSX } from 'solid-js';
import { contents } from '../collections.ts';
import { createPage } from '../create-page.ts';
import { createWhole } from '../create-whole.ts';
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
  const sections = createWhole(contents);
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
