import { createSignal } from 'solid-js';

/** The browser's offer to install the site as an app. */
export interface Install {
  /** True while the browser would accept `install`; always false in Firefox and Safari, which have their own menus. */
  canInstall(): boolean;
  /** Shows the browser's question; resolves when it is answered. Only as a direct answer to a click. */
  install(): Promise<void>;
}

/** The event of Chromium browsers, in no standard's declarations. */
interface BeforeInstallPromptEvent extends Event {
  prompt(): Promise<unknown>;
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
    async install() {
      const event = offer();
      // An event serves once; the browser sends another one if the reader may be asked again.
      setOffer(undefined);
      await event?.prompt();
    },
  };
}
