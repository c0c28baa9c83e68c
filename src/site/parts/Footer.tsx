import { Show, type JSX } from 'solid-js';
import { createInstall } from '../../tab/install.ts';
import { siteConfig } from '../site-config.ts';
import { useSite } from '../site-context.tsx';
import { copyLine, words } from '../words.ts';
import { TideMark } from './Message.tsx';
import { SiteLinks } from './SiteLinks.tsx';

/** The foot of every page: what this is, where else to go, and which copy one is reading (I16). */
export function Footer(): JSX.Element {
  const { status, now } = useSite();
  const install = createInstall();
  return (
    <footer class="site-footer">
      <TideMark />
      <p class="footer-name">{siteConfig.name}</p>
      <p class="footer-tagline">{siteConfig.tagline}</p>
      <nav aria-label={words.footerNavigation}>
        <SiteLinks isFooter />
      </nav>
      <Show when={install.isWelcome()}>
        <button type="button" class="button" onClick={() => void install.install()}>
          {words.install}
        </button>
      </Show>
      <p class="footer-copy">{copyLine(status(), now())}</p>
    </footer>
  );
}
