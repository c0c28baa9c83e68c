/** What of the browser the badge needs: Firefox has none of it, nor has Safari in a tab. */
export interface Badging {
  readonly setAppBadge?: (count: number) => Promise<void>;
  readonly clearAppBadge?: () => Promise<void>;
}

/** Shows a count on the icon of the installed app; zero takes it away. Where there is no such icon nothing happens. */
export function showOnIcon(count: number, browser: Badging = navigator): void {
  const shown = count > 0 ? browser.setAppBadge?.(count) : browser.clearAppBadge?.();
  // Refused where the site is not installed: the count stands in the list all the same.
  shown?.catch(() => undefined);
}
