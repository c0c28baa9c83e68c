import { expect, test } from 'vitest';
import type { SourceSink } from '../../../src/proxy/source/source.ts';
import { tidyAfterSweeps } from '../../../src/proxy/intake/tidy-after-sweeps.ts';
import { createTestClock } from '../fakes/clock.ts';

const nothing: SourceSink = {
  apply: () => Promise.resolve(),
  knownIds: () => [],
  publishedCount: () => undefined,
  tick: () => 0,
  overtaken: () => [],
};
const whole = (count: number) => ({
  kind: 'whole' as const,
  collection: 'articles',
  records: Array.from({ length: count }, (_, n) => ({
    id: `rec${n}`,
    createdTime: '',
    fields: {},
  })),
});

test('gives memory back once, soon after large tables were read whole, and after no other change', async () => {
  const clock = createTestClock();
  let tidied = 0;
  const sink = tidyAfterSweeps(nothing, {
    clock,
    tidy: () => Promise.resolve(void tidied++),
    signal: new AbortController().signal,
  });
  await sink.apply([whole(10)]);
  await clock.advance(10_000);
  expect(tidied).toBe(0);
  await sink.apply([whole(5_000)]);
  await sink.apply([whole(5_000)]);
  expect(tidied).toBe(0);
  await clock.advance(10_000);
  expect(tidied).toBe(1);
  await sink.apply([whole(5_000)]);
  await clock.advance(10_000);
  expect(tidied).toBe(2);
});
