import { createSignal } from 'solid-js';
import { cachePrefix } from '../protocol/names.ts';

/** The browser's offer to install the site as an app. */
export interface Install {
  /** True while the browser would accept `install`; always false in Firefox and Safari, which have their own menus. */
  canInstall(): boolean;
  /**
   * True where that may be offered unasked: the site reads without a network by now, so that the app is one, and the reader
   * has never said no.
   */
  isWelcome(): boolean;
  /** Shows the browser's question; resolves when it is answered. Only as a direct answer to a click. */
  install(): Promise<void>;
}

/** The event of Chromium browsers, in no standard's declarations. */
interface BeforeInstallPromptEvent extends Event {
  prompt(): Promise<unknown>;
  readonly userChoice: Promise<{ readonly outcome: 'accepted' | 'dismissed' }>;
}

const [offer, setOffer] = createSignal<BeforeInstallPromptEvent>();

// The event comes once, perhaps before anything is drawn, so it is kept from the start.
globalThis.addEventListener?.('beforeinstallprompt', (event) => {
  // Some browsers would show a banner of their own; the site has a button in its footer.
  event.preventDefault();
  setOffer(event as BeforeInstallPromptEvent);
});
globalThis.addEventListener?.('appinstalled', () => setOffer(undefined));

/** Whether the site can be installed here and now, and the way to do it. */
export function createInstall(): Install {
  return {
    canInstall: () => offer() !== undefined,
    isWelcome: () => offer() !== undefined && isKept(READY) && !isKept(DECLINED),
    async install() {
      const event = offer();
      // An event serves once; the browser sends another one if the reader may be asked again.
      setOffer(undefined);
      await event?.prompt();
      if ((await event?.userChoice)?.outcome === 'dismissed') keep(DECLINED);
    },
  };
}

/** As remembered-copy.ts writes it. */
const READY = 'ready-said';
const DECLINED = 'install-declined';
const keyOf = (name: string) => `${cachePrefix(import.meta.env.BASE_URL)}public:${name}`;

function isKept(name: string): boolean {
  try {
    return localStorage.getItem(keyOf(name)) !== null;
  } catch {
    // Forbidden: who cannot be remembered to have said no is not asked.
    return false;
  }
}

function keep(name: string): void {
  try {
    localStorage.setItem(keyOf(name), 'true');
  } catch {
    // As above.
  }
}
