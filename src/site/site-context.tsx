import { createContext, useContext, type Accessor, type JSX } from 'solid-js';
import type { EngineStatus } from '../protocol/worker-api.ts';
import type { RichText } from '../model/rich-text.ts';
import type { Router } from './router.ts';

/** What every part of the page may need: where the reader is, and how the copy is. */
export interface Site {
  readonly router: Router;
  readonly status: Accessor<EngineStatus>;
  /** The time in milliseconds, renewed often enough for ages in minutes. */
  readonly now: Accessor<number>;
  /** The address of a picture's bytes, below the base; '' for what does not lie on this site. */
  readonly mediaHref: (src: string) => string;
  readonly drawRichText: DrawRichText;
  /** Says that a page waits for its content; the progress bar shows while anybody says so. */
  readonly wait: (isWaiting: Accessor<boolean>) => void;
}

/** Draws a rich-text field where the site is running. */
export type DrawRichText = (text: RichText, router: Router) => JSX.Element;

const SiteContext = createContext<Site>();

/** Gives the site to everything below. */
export function SiteProvider(props: {
  readonly site: Site;
  readonly children: JSX.Element;
}): JSX.Element {
  return <SiteContext.Provider value={props.site}>{props.children}</SiteContext.Provider>;
}

/** The site of this page. Throws where no `SiteProvider` is above. */
export function useSite(): Site {
  const site = useContext(SiteContext);
  if (!site) throw new Error('useSite: put the component below <SiteProvider>');
  return site;
}
