import type { ChromiumPage } from './chromium.ts';

/** How a page came back. */
export interface Return {
  /** True where it came out of the back/forward cache as it was. */
  readonly persisted: boolean;
  /** Chromium's reasons for not restoring it, if it says any. */
  readonly reasons: unknown;
}

/** Leaves the page for `awayUrl`, lets `meanwhile` happen, and goes back to it (B1). */
export async function goAwayAndBack(
  page: ChromiumPage,
  awayUrl: string,
  meanwhile: () => Promise<void> = () => Promise.resolve(),
): Promise<Return> {
  const home = await page.evaluate(() => {
    const key = Symbol.for('offprint.test.persisted');
    addEventListener('pageshow', (event) => Reflect.set(globalThis, key, event.persisted));
    return location.href;
  });
  await page.goto(awayUrl);
  await meanwhile();
  // From a timer, so that the document is gone only after this call has been answered.
  await page.evaluate(() => void setTimeout(() => history.back(), 0));
  await page.waitFor(
    `location.href === ${JSON.stringify(home)} && document.readyState === 'complete'`,
  );
  return page.evaluate(() => {
    const [entry] = performance.getEntriesByType('navigation');
    const key = Symbol.for('offprint.test.persisted');
    return {
      persisted: Reflect.get(globalThis, key) === true,
      reasons: (entry as { notRestoredReasons?: unknown } | undefined)?.notRestoredReasons ?? null,
    };
  });
}
