import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { beforeEach, describe, expect, test } from 'vitest';
import { outboxNamesFor } from '../../sw/cache-names.ts';
import { sendUnsent } from '../../sw/send-unsent.ts';
import { openOutbox } from '../../src/cache/open-outbox.ts';
import type { NewRow, Outbox, OutboxRow } from '../../src/cache/outbox.ts';
import { namesFor, PUBLIC_SCOPE } from '../../src/protocol/names.ts';
import { BASE_URL } from '../fakes/fake-network.ts';
import { createWritableWorld, type MutationServer } from '../sync/mutation-server.ts';
import type { World } from '../fakes/fake-world.ts';

const names = outboxNamesFor('/');
const DAY = 24 * 60 * 60_000;
let indexedDB: IDBFactory;
let world: World;
let server: MutationServer;
let outbox: Outbox;

beforeEach(async () => {
  indexedDB = new IDBFactory();
  ({ world, server } = await createWritableWorld());
  outbox = await open();
});

const open = () =>
  openOutbox(
    { names, newId: () => 'client-1', canKeep: async () => true, indexedDB, IDBKeyRange },
    { idb: true },
  );

/** A change as a worker keeps it, which was seen to do something here. */
const letter = (id: string, extra: Partial<OutboxRow> = {}): NewRow => ({
  id,
  name: 'addLetter',
  args: { id: 'rec1', letter: id },
  ctx: { now: 1, newIds: [] },
  effects: [{ collection: 'posts', id: 'rec1', fields: { body: id }, by: {} }],
  ...extra,
});

const send = (now = DAY) =>
  sendUnsent({
    base: new URL(BASE_URL),
    names,
    indexedDB,
    locks: navigator.locks,
    fetch: (address, init) => world.network.fetch(String(address as URL), init ?? {}),
    now: () => now,
  });

const sentIds = () => server.requests.flatMap(({ body }) => body.mutations.map(({ id }) => id));

/** What another worker reads of it. */
async function rows(): Promise<readonly OutboxRow[]> {
  const other = await open();
  return other.rows();
}

describe('where no page is open, the service worker', () => {
  test('finds the changes where a worker keeps them', () => {
    expect(namesFor('/', PUBLIC_SCOPE, [])).toMatchObject(names);
    expect(namesFor('/magazine/', PUBLIC_SCOPE, [])).toMatchObject(outboxNamesFor('/magazine/'));
  });

  test('[W25][promise P3] sends what waits, each once and in its order, and leaves the answers to the next page', async () => {
    for (const id of ['a', 'b', 'c']) await outbox.append(letter(id), 'reader');
    await send();
    expect(sentIds()).toEqual(['a', 'b', 'c']);
    expect(server.truth()[0]).toMatchObject({ body: 'abc' });
    expect(await rows()).toMatchObject([
      { id: 'a', firstSentAt: DAY, attempts: 1, effects: letter('a').effects },
      { id: 'b', firstSentAt: DAY },
      { id: 'c', firstSentAt: DAY },
    ]);
    await send();
    expect(server.truth()[0]).toMatchObject({ body: 'abc' });
  });

  test('[promise P1] notes on the disk that a change is sent before it is, and is asked again where nobody answers', async () => {
    await outbox.append(letter('a'), 'reader');
    await outbox.append(letter('b'), 'reader');
    let kept: readonly OutboxRow[] = [];
    server.fault = async () => {
      kept = await rows();
      throw new TypeError('Failed to fetch');
    };
    await expect(send()).rejects.toThrow('Failed to fetch');
    expect(kept).toMatchObject([{ id: 'a', firstSentAt: DAY }, { id: 'b' }]);
    expect(kept[1]).not.toHaveProperty('firstSentAt');
    server.fault = undefined;
    await send();
    expect(server.truth()[0]).toMatchObject({ body: 'ab' });
  });

  test('[fault N11] takes no answer of something else for the server’s', async () => {
    await outbox.append(letter('a'), 'reader');
    server.fault = () => new Response('<h1>Welcome to the hotel</h1>');
    await expect(send()).rejects.toThrow();
    server.fault = () => Response.json({ error: { code: 'rate-limited' } }, { status: 429 });
    await expect(send()).rejects.toThrow('not taken');
    server.fault = () => Response.json(null, { status: 503 });
    await expect(send()).rejects.toThrow('not taken');
  });

  test('goes on behind a change that is refused', async () => {
    await outbox.append(letter('a'), 'reader');
    await outbox.append(letter('b'), 'reader');
    server.decide = (_, id) => (id === 'a' ? 'reject' : 'apply');
    await send();
    expect(server.truth()[0]).toMatchObject({ body: 'b' });
  });

  test('tells a worker that has read the changes before that they are others now', async () => {
    await outbox.append(letter('a'), 'reader');
    const before = outbox.revision();
    await send();
    await outbox.load();
    expect(outbox.revision()).toBeGreaterThan(before);
    expect(outbox.rows()).toMatchObject([{ firstSentAt: DAY }]);
  });

  test('[fault W1] sends nothing where a worker holds the lock of it, and is asked again later', async () => {
    await outbox.append(letter('a'), 'reader');
    await navigator.locks.request(names.outboxLock, async () => {
      await expect(send()).rejects.toThrow('a page is open');
    });
    expect(sentIds()).toEqual([]);
  });

  test('makes no database where nothing was ever kept', async () => {
    indexedDB = new IDBFactory();
    await send();
    expect(await indexedDB.databases()).toEqual([]);
  });
});

describe('without a page are not sent', () => {
  test('an editor’s changes while nobody is signed in, and with the token of who is', async () => {
    await outbox.signIn({ token: server.token, identity: 'editor' });
    await outbox.append(letter('a'), 'editor');
    await outbox.signIn(undefined);
    await outbox.append(letter('b'), 'reader');
    await send();
    expect(sentIds()).toEqual(['b']);
    await outbox.signIn({ token: server.token, identity: 'editor' });
    await send();
    expect(server.requests.at(-2)).toMatchObject({ token: `Bearer ${server.token}` });
    expect(server.truth()[0]).toMatchObject({ body: 'ba' });
  });

  test('changes that are over', async () => {
    await outbox.append(letter('a'), 'reader');
    await outbox.append(letter('b'), 'reader');
    await outbox.update((row) =>
      row.id === 'a' ? { ...row, ended: 'rejected' } : { ...row, result: { log: 'log', seq: 1 } },
    );
    await send();
    expect(sentIds()).toEqual([]);
  });

  test('one that was first sent 21 days ago, nor what came after it', async () => {
    await outbox.append(letter('a', { firstSentAt: DAY }), 'reader');
    await outbox.append(letter('b'), 'reader');
    await send(22 * DAY + 1);
    expect(sentIds()).toEqual([]);
    await send(22 * DAY);
    expect(sentIds()).toEqual(['a', 'b']);
  });

  test('[W15] one that was made in one turn with another that did the same', async () => {
    const { effects = [] } = letter('a');
    for (const id of ['a', 'b', 'c'])
      await outbox.append(letter(id, id === 'c' ? {} : { effects }), 'reader');
    await send();
    expect(sentIds()).toEqual(['a']);
  });

  test('one of which nobody has seen what it does, one of a newer build, nor what came after them', async () => {
    await outbox.append(letter('a', { effects: [] }), 'reader');
    await outbox.append(letter('b'), 'reader');
    await send();
    expect(sentIds()).toEqual([]);
    await outbox.update((row) => (row.id === 'a' ? letterOf(row, 2) : row));
    await send();
    expect(sentIds()).toEqual([]);
  });
});

function letterOf(row: OutboxRow, v: number): OutboxRow {
  return { ...row, v, effects: letter(row.id).effects ?? [] };
}
