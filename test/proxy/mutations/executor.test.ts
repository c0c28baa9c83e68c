import { expect, onTestFinished, test } from 'vitest';
import type { NewestRecords } from '../../../src/proxy/intake/table.ts';
import { openBooks } from '../../../src/proxy/mutations/books.ts';
import { createExecutor, type AskedMutation } from '../../../src/proxy/mutations/executor.ts';
import { openJournal } from '../../../src/proxy/mutations/journal.ts';
import { quotes } from '../../../src/site/collections.ts';
import { mutators } from '../../../src/site/mutators.ts';
import { temporaryFolder } from '../fakes/folder.ts';

const QUOTE = 'recQuote';

const like = (clientId: string, id: string): AskedMutation => ({
  clientId,
  id,
  name: 'likeQuote',
  args: { id: QUOTE },
  ctx: { now: Date.UTC(2026, 0, 1), newIds: [] },
});

/** An executor over a quote of ten likes, whose table was not read yet. */
async function begin() {
  const dataDir = await temporaryFolder();
  const open = () => openJournal(dataDir, () => 1_000);
  const journal = open();
  onTestFinished(() => journal.close());
  const books = openBooks(journal);
  let records: NewestRecords | undefined;
  const executor = createExecutor({
    collections: [quotes],
    books,
    mutators,
    newest: () => records,
    has: (_, id) => id === QUOTE,
    version: () => ({ log: 'log', seq: 1 }),
    obstacle: () => undefined,
    readObstacle: () => undefined,
    reread: () => Promise.resolve(),
    report: () => undefined,
  });
  const read = () => {
    const record = { id: QUOTE, createdTime: '2025-01-01T00:00:00.000Z', likes: 10 };
    records = { find: (id) => (id === QUOTE ? { upstreamId: id, record } : undefined) };
  };
  const { signal } = new AbortController();
  return { books, executor, journal, read, runWaiting: () => executor.runWaiting(signal) };
}

test('[promise P1] [invariant I8] what waited takes effect after what was run meanwhile, in the journal too', async () => {
  const { books, executor, journal, read, runWaiting } = await begin();
  await executor.take(like('early', 'a'));
  await executor.take(like('early', 'b'));
  read();
  await executor.take(like('late', 'c'));
  expect(await runWaiting()).toBe(true);
  const [effects] = books.toWrite();
  expect(effects!.map(({ fields }) => fields['likes'])).toEqual([11, 12, 13]);
  const numbers = effects!.map(({ number }) => number);
  expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
  // A restart reads them in the order of their numbers.
  expect(journal.effects().map(({ fields }) => fields['likes'])).toEqual([11, 12, 13]);
  expect(journal.lastNumber()).toBe(numbers.at(-1));
  // What is written up to the second is not what the third did.
  books.settle(
    [{ collection: 'quotes', id: QUOTE, through: numbers[1]!, isHidden: false, kind: 'update' }],
    { log: 'log', seq: 2 },
  );
  expect(books.toWrite()[0]!.map(({ fields }) => fields['likes'])).toEqual([13]);
  expect(journal.find('late', 'c')?.outcome).toMatchObject({ state: 'applied', seq: 2 });
  expect(journal.find('early', 'a')?.outcome).toMatchObject({ state: 'applied', seq: 2 });
  expect(journal.find('early', 'b')?.outcome).toEqual({ state: 'pending' });
});

test('[invariant I8] who listens for a mutation that waited hears when it is over, under whatever number', async () => {
  const { books, executor, read, runWaiting } = await begin();
  const heard: string[] = [];
  await executor.take(like('early', 'a'));
  books.onOver('early', 'a', () => heard.push('early'));
  books.onOver('late', 'a', () => heard.push('late'));
  read();
  await executor.take(like('late', 'a'));
  await runWaiting();
  for (const { number } of books.toWrite()[0]!) {
    books.settle(
      [{ collection: 'quotes', id: QUOTE, through: number, isHidden: false, kind: 'update' }],
      { log: 'log', seq: 2 },
    );
  }
  expect(heard).toEqual(['late', 'early']);
});
