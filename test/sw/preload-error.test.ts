import { describe, expect, test } from 'vitest';
import { hasTypedText, reloadForMissingChunk } from '../../src/tab/preload-error.ts';

interface PageOptions {
  readonly build?: string;
  readonly isSiteThere?: () => Promise<boolean>;
  readonly mayReload?: boolean;
  readonly memory?: Map<string, string>;
}

function page(options: PageOptions = {}) {
  const { build = 'n', mayReload = true, memory = new Map<string, string>() } = options;
  let reloads = 0;
  const storage = {
    getItem: (key: string) => memory.get(key) ?? null,
    setItem: (key: string, value: string) => void memory.set(key, value),
  };
  const answer = () =>
    reloadForMissingChunk({
      storage: () => storage,
      key: 'offprint:/:reloaded',
      build,
      isSiteThere: options.isSiteThere ?? (() => Promise.resolve(true)),
      mayReload: () => mayReload,
      reload: () => void reloads++,
    });
  return { answer, memory, reloads: () => reloads };
}

describe('[fault S1] a chunk that a deploy took away', () => {
  test('reloads the page once', async () => {
    const { answer, reloads } = page();
    expect(await Promise.all([answer(), answer(), answer()])).toEqual([true, false, false]);
    expect(reloads()).toBe(1);
  });

  test('does not reload into the same build for ever', async () => {
    const first = page();
    await first.answer();
    expect(await page({ memory: first.memory }).answer()).toBe(false);
  });

  test('reloads once more for the next build', async () => {
    const first = page();
    await first.answer();
    expect(await page({ memory: first.memory, build: 'n+1' }).answer()).toBe(true);
  });

  test('never reloads where that would lose something', async () => {
    const { answer, reloads, memory } = page({ mayReload: false });
    expect(await answer()).toBe(false);
    expect([reloads(), memory.size]).toEqual([0, 0]);
  });

  test.each([
    ['a portal answers for the site', () => Promise.resolve(false)],
    ['nothing answers', () => Promise.reject(new TypeError('Failed to fetch'))],
  ])('leaves the page as it is while %s', async (_, isSiteThere) => {
    const { answer, reloads, memory } = page({ isSiteThere });
    expect(await answer()).toBe(false);
    expect([reloads(), memory.size]).toEqual([0, 0]);
  });

  test('does not reload without a memory, which could become a loop', async () => {
    let reloads = 0;
    const isHandled = await reloadForMissingChunk({
      storage: () => {
        throw new Error('SecurityError');
      },
      key: 'k',
      build: 'n',
      isSiteThere: () => Promise.resolve(true),
      mayReload: () => true,
      reload: () => void reloads++,
    });
    expect([isHandled, reloads]).toEqual([false, 0]);
  });

  test('sees typed text in any field', () => {
    const fields = (...values: readonly (readonly [string, string])[]) => ({
      querySelectorAll: () => values.map(([value, defaultValue]) => ({ value, defaultValue })),
    });
    const has = (...values: readonly (readonly [string, string])[]) =>
      hasTypedText(fields(...values) as unknown as Document);
    expect(has()).toBe(false);
    expect(has(['a', 'a'], ['', ''])).toBe(false);
    expect(has(['a', 'a'], ['half a sent', ''])).toBe(true);
  });
});
