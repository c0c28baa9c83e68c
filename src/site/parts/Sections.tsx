import { createMemo, For, Match, Show, Switch, type JSX } from 'solid-js';
import type { RecordOf } from '../../model/schema.ts';
import type { contents } from '../collections.ts';
import { arrangeSections } from '../sections.ts';
import { siteConfig } from '../site-config.ts';
import { words } from '../words.ts';
import { Link } from './Link.tsx';
import { PageHeading } from './PageHeading.tsx';
import { Picture } from './Picture.tsx';

type Content = RecordOf<typeof contents>;

/** The home page's sections in their order. The first hero carries the page's main heading. */
export function Sections(props: { readonly sections: readonly Content[] }): JSX.Element {
  const arranged = createMemo(() => arrangeSections(props.sections));
  // Rows are handed on as they are, so that a changed section changes only its own nodes.
  const body = createMemo(() => arranged().body.map(({ section }) => section));
  const reversed = createMemo(
    () => new Set(arranged().body.flatMap((placed) => (placed.isReversed ? placed.section : []))),
  );
  const firstHero = createMemo(() => body().find(({ type }) => type === 'hero'));
  return (
    <>
      <For each={body()}>
        {(section) => (
          <Switch>
            <Match when={section.type === 'hero'}>
              <Hero section={section} isFirst={section === firstHero()} />
            </Match>
            <Match when={section.type === 'text_and_image'}>
              <TextAndImage section={section} isReversed={reversed().has(section)} />
            </Match>
          </Switch>
        )}
      </For>
      <Show when={arranged().features.length > 0}>
        <section class="features" aria-labelledby="features-title">
          <h2 id="features-title">{words.features}</h2>
          <div class="features-grid">
            <For each={arranged().features}>{(feature) => <Feature section={feature} />}</For>
          </div>
        </section>
      </Show>
    </>
  );
}

function Hero(props: { readonly section: Content; readonly isFirst: boolean }): JSX.Element {
  return (
    <section class="hero">
      <div class="hero-text">
        <Show when={props.isFirst} fallback={<h2 class="hero-title">{props.section.title}</h2>}>
          <PageHeading class="hero-title">
            {props.section.title.trim() || siteConfig.name}
          </PageHeading>
        </Show>
        <div class="hero-lead">
          <p class="plain-text">{props.section.content}</p>
          <Show when={props.isFirst}>
            <Link to="/blog" class="button button-strong">
              {words.readBlog}
            </Link>
          </Show>
        </div>
      </div>
      <Picture
        of={props.section}
        alt=""
        class="hero-picture"
        sizes="(min-width: 80rem) 77rem, 92vw"
        isFirst={props.isFirst}
      />
    </section>
  );
}

function TextAndImage(props: {
  readonly section: Content;
  readonly isReversed: boolean;
}): JSX.Element {
  return (
    <section class="text-and-image" classList={{ reversed: props.isReversed }}>
      <div class="text-and-image-text">
        <h2>{props.section.title}</h2>
        <p class="plain-text">{props.section.content}</p>
      </div>
      <Picture
        of={props.section}
        alt=""
        class="text-and-image-picture"
        sizes="(min-width: 56rem) 40rem, 92vw"
      />
    </section>
  );
}

function Feature(props: { readonly section: Content }): JSX.Element {
  return (
    <article class="feature">
      <div class="feature-text">
        <h3>{props.section.title}</h3>
        <p class="plain-text">{props.section.content}</p>
      </div>
      <Picture
        of={props.section}
        alt=""
        class="feature-picture"
        sizes="(min-width: 40rem) 8.5rem, 6rem"
      />
    </article>
  );
}
