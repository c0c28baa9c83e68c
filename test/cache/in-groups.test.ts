import { expect, test } from 'vitest';
import { inGroups } from '../../src/cache/in-groups.ts';

/** Runs that end when they are told to, and the items of each. */
function createRuns() {
  const runs: { readonly items: readonly string[]; readonly end: (error?: Error) => void }[] = [];
  const call = inGroups((items: readonly string[]) => {
    const { promise, resolve, reject } = Promise.withResolvers<readonly string[]>();
    const end = (error?: Error) => {
      if (error) reject(error);
      else resolve(items.map((item) => item.toUpperCase()));
    };
    runs.push({ items, end });
    return promise;
  });
  return { runs, call };
}

const turn = () => new Promise(setImmediate);

test('what is asked for while a run is under way waits for it, and is done together', async () => {
  const { runs, call } = createRuns();
  const first = call('a');
  await turn();
  const [second, third] = [call('b'), call('c')];
  await turn();
  expect(runs.map(({ items }) => items)).toEqual([['a']]);
  runs[0]!.end();
  await turn();
  expect(runs.map(({ items }) => items)).toEqual([['a'], ['b', 'c']]);
  runs[1]!.end();
  expect(await Promise.all([first, second, third])).toEqual(['A', 'B', 'C']);
});

test('a run that fails fails for its own alone', async () => {
  const { runs, call } = createRuns();
  const first = expect(call('a')).rejects.toThrow('full');
  await turn();
  const second = call('b');
  runs[0]!.end(new Error('full'));
  await first;
  await turn();
  runs[1]!.end();
  expect(await second).toBe('B');
});
