import { setTimeout as sleep } from 'node:timers/promises';
import type { BrowserPage, PageCode } from './browser.ts';

/** The few things each engine does in its own way. */
export type PageDriver = Pick<
  BrowserPage,
  'goto' | 'reload' | 'click' | 'fill' | 'press' | 'errors' | 'close'
> & {
  /** The awaited JSON value of an expression. */
  readonly run: (expression: string) => Promise<unknown>;
};

/** A page as the tests know it, over one engine's driver. */
export function createPage(driver: PageDriver): BrowserPage {
  const evaluate = async <Result, Args extends readonly unknown[]>(
    code: PageCode<Result, Args>,
    ...args: Args
  ): Promise<Result> => {
    const expression = toExpression(code, args);
    // A frozen or crashed page never answers (faults W1, B2).
    return (await within(EVALUATE_MS, driver.run(expression), expression)) as Result;
  };

  const waitFor: BrowserPage['waitFor'] = async (code, { timeoutMs = WAIT_MS } = {}) => {
    const expression = toExpression(code, []);
    const deadlineAt = Date.now() + timeoutMs;
    let last: unknown;
    do {
      try {
        last = await within(Math.max(timeoutMs, 5_000), driver.run(expression), expression);
        if (last) return last as never;
      } catch (error) {
        // Between two documents there is nothing to evaluate in; the next round finds the new one.
        last = String(error);
      }
      await sleep(25);
    } while (Date.now() < deadlineAt);
    const shown = await within(2_000, driver.run(SHOWN), SHOWN).catch(String);
    throw new Error(
      `waited ${timeoutMs} ms for ${expression}\nlast value: ${JSON.stringify(last)}\nthe page shows: ${String(shown)}`,
    );
  };

  return Object.freeze({
    ...driver,
    evaluate,
    waitFor,
    text: (selector: string) =>
      evaluate((wanted: string) => {
        const element = document.querySelector(wanted);
        if (element === null) throw new Error(`nothing matches ${wanted}`);
        return element.textContent.trim();
      }, selector),
  });
}

/** A busy machine is slow, not wrong. */
const WAIT_MS = 25_000;
const EVALUATE_MS = 30_000;
const SHOWN = `location.href + ': ' + document.body?.innerText.slice(0, 600)`;

function toExpression<Result, Args extends readonly unknown[]>(
  code: PageCode<Result, Args>,
  args: Args,
): string {
  if (typeof code === 'string') return code;
  return `(${code.toString()})(${args.map((arg) => JSON.stringify(arg) ?? 'undefined').join(', ')})`;
}

async function within<Value>(ms: number, work: Promise<Value>, what: string): Promise<Value> {
  const timer = new AbortController();
  const late = sleep(ms, true, { signal: timer.signal }).catch(() => false);
  const result = await Promise.race([work.then((value) => ({ value })), late]);
  timer.abort();
  if (typeof result === 'object') return result.value;
  throw new Error(`no answer from the page within ${ms} ms to ${what}`);
}
