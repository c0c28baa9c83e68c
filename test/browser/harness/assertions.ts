import axe, { type AxeResults } from 'axe-core';
import type { BrowserPage } from './browser.ts';
import { cspCollector } from './csp-collector.ts';

/** Fails with the list of what the page's Content-Security-Policy or Trusted Types had to block since it loaded. */
export async function expectNoCspViolations(page: BrowserPage): Promise<void> {
  await page.evaluate(cspCollector);
  const seen = await page.evaluate(async () => {
    // Buffered reports are delivered in a task of their own.
    await new Promise((resolve) => setTimeout(resolve, 50));
    return [...(Reflect.get(globalThis, Symbol.for('offprint.test.violations')) as Set<string>)];
  });
  const said = page.errors.filter((line) =>
    /content security policy|trusted ?(type|html|script)/i.test(line),
  );
  expectNone('blocked by policy', [...seen, ...said]);
}

/**
 * Runs axe-core on what the page shows and fails with each serious or critical finding and where it is; with `isStrict`
 * with every finding.
 */
export async function runAxe(
  page: BrowserPage,
  options: { readonly include?: string; readonly isStrict?: boolean } = {},
): Promise<void> {
  // Code sent by the driver is not the page's, so that no policy of the page's stops it.
  if (!(await page.evaluate<boolean>(`typeof axe === 'object'`))) {
    await page.evaluate(`void (() => { ${axe.source} })()`);
  }
  await page.evaluate(appeared);
  const { violations } = await page.evaluate<AxeResults, [string]>(
    (include) => (Reflect.get(globalThis, 'axe') as typeof axe).run(include),
    options.include ?? 'html',
  );
  const grave = violations
    .filter(({ impact }) => options.isStrict || impact === 'serious' || impact === 'critical')
    .flatMap(({ id, help, nodes }) =>
      nodes.map(({ target }) => `${id} at ${target.join(' ')}: ${help}`),
    );
  expectNone('serious or critical for accessibility', grave);
}

/** Settles when what fades in is there: half-way its contrast is nobody's. */
const appeared = `Promise.allSettled(
  document
    .getAnimations()
    .filter(({ effect }) => effect.getComputedTiming().endTime < Infinity)
    .map(({ finished }) => finished),
).then(() => true)`;

function expectNone(what: string, found: readonly string[]): void {
  if (found.length > 0) throw new Error(`${found.length} ${what}:\n${found.join('\n')}`);
}
