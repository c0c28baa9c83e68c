import { expect, test } from 'vitest';
import { defineMutator } from '../../../src/model/mutator.ts';
import { openBooks } from '../../../src/proxy/mutations/books.ts';
import type { Effect } from '../../../src/proxy/mutations/effect.ts';
import { openJournal, type Entry } from '../../../src/proxy/mutations/journal.ts';
import { mutationsToRunAgain } from '../../../src/proxy/mutations/put-back.ts';
import type { SentMutation } from '../../../src/protocol/mutation.ts';
import { quotes } from '../../../src/site/collections.ts';
import { mutators } from '../../../src/site/mutators.ts';
import { temporaryFolder } from '../fakes/folder.ts';
import { createWriteWorld, mutation, QUOTE, type WriteWorldOptions } from './write-world.ts';

const OTHER = 'recQuoteNight0001';

/** Names one quote and counts a like of another. */
const nameAndLike = defineMutator({
  name: 'nameAndLike',
  role: 'editor',
  args: {},
  run: async (tx) => {
    await tx.update(quotes, QUOTE, { author: 'Both' });
    const other = await tx.get(quotes, OTHER);
    await tx.update(quotes, OTHER, { likes: Number(other?.likes) + 1 });
  },
});

/** Names one quote and makes another. */
const nameAndAdd = defineMutator({
  name: 'nameAndAdd',
  role: 'editor',
  args: {},
  run: async (tx) => {
    await tx.update(quotes, QUOTE, { author: 'Both' });
    await tx.insert(quotes, 'quote-1', { content: 'New.' });
  },
});

/** Refuses what says 'BAD', for a reason that no schema of ours can foresee. */
const refuseBad: NonNullable<WriteWorldOptions['between']> = async (request, next) => {
  const isBad = request.method === 'PATCH' && (await request.clone().text()).includes('BAD');
  return isBad
    ? Response.json({ error: { type: 'INVALID_VALUE_FOR_COLUMN' } }, { status: 422 })
    : next();
};

async function openWorld(between = refuseBad) {
  const world = await createWriteWorld({
    mutators: { ...mutators, nameAndLike, nameAndAdd },
    between,
  });
  const server = await world.start();
  await server.ready();
  return { world, server, likes: () => Number(world.row('quotes', OTHER)?.fields['likes']) };
}

const bad = () => mutation('changeQuote', { id: QUOTE, content: 'BAD' });

async function answersOf(
  { world, server }: Pick<Awaited<ReturnType<typeof openWorld>>, 'world' | 'server'>,
  sent: readonly SentMutation[],
) {
  await server.submit(sent);
  await world.clock.advance(20_000);
  return (await server.submit(sent)).map(({ status }) => status);
}

test('[invariant I8] what is in Airtable in part is not run again where a change before it is refused', async () => {
  const { world, server, likes } = await openWorld();
  const before = likes();
  const sent = [bad(), mutation('nameAndLike', {}), mutation('likeQuote', { id: OTHER })];
  expect(await answersOf({ world, server }, sent)).toEqual(['rejected', 'applied', 'applied']);
  expect(likes()).toBe(before + 2);
  expect(world.row('quotes', QUOTE)?.fields).toMatchObject({ author: 'Both' });
  expect(world.row('quotes', QUOTE)?.fields['content']).not.toBe('BAD');
});

test('[invariant I8] what made a record is not called refused since that is there', async () => {
  const { world, server } = await openWorld();
  const sent = [bad(), mutation('nameAndAdd', {}, { ctx: { now: 0, newIds: ['quote-1'] } })];
  expect(await answersOf({ world, server }, sent)).toEqual(['rejected', 'applied']);
  expect(world.row('quotes', 'quote-1')?.fields).toMatchObject({ content: 'New.' });
  expect(world.row('quotes', QUOTE)?.fields).toMatchObject({ author: 'Both' });
});

test('[invariant I8] [fault N7] that a change is in Airtable in part outlives a restart', async () => {
  let isDown = false;
  const { world, server, likes } = await openWorld(async (request, next) => {
    const isWrite = request.method === 'PATCH';
    const isBad = isWrite && (await request.clone().text()).includes('BAD');
    if (isWrite && isDown) return new Response('', { status: 503 });
    // Nothing more is written once the other record is, until the restart.
    if (isWrite && !isBad) isDown = true;
    return refuseBad(request, next);
  });
  const before = likes();
  const sent = [bad(), mutation('nameAndLike', {})];
  await server.submit(sent);
  expect(likes()).toBe(before + 1);
  expect(world.published('quotes').find(({ id }) => id === OTHER)).toMatchObject({
    likes: before + 1,
  });
  server.kill();
  const again = await world.start();
  await again.ready();
  isDown = false;
  await world.clock.advance(40_000);
  expect(await answersOf({ world, server: again }, sent)).toEqual(['rejected', 'applied']);
  expect(likes()).toBe(before + 1);
});

test('[invariant I8] what is put back takes with it what was run over it, at any record', async () => {
  const books = openBooks(openJournal(await temporaryFolder(), () => 0));
  const taken = [1, 2, 3, 4].map((number) => entry(number));
  const effects = [effect(1, 'a'), effect(2, 'a'), effect(2, 'b'), effect(3, 'b'), effect(4, 'c')];
  for (const one of effects) books.stage([one]);
  const outcomes = new Map(taken.map(({ number }) => [number, { state: 'pending' } as const]));
  books.commit({ taken, renumbered: new Map(), effects, outcomes });
  const error = { code: 'invalid-arguments', message: 'No.' } as const;
  const again = books.reject(1, { state: 'rejected', error });
  expect(again.map(({ number }) => number)).toEqual([2, 3]);
  expect(books.pending.of('quotes', 'b')).toEqual([]);
  expect(books.pending.of('quotes', 'c')).toHaveLength(1);
});

test('[invariant I8] what a change in part is run over stays with it, and what is behind it goes on by itself', () => {
  const numbersOf = (begun: number) => [
    ...mutationsToRunAgain(1, {
      records: [
        [effect(1, 'a'), effect(2, 'a'), effect(3, 'a'), effect(4, 'a')],
        [effect(3, 'b'), effect(5, 'b')],
      ],
      isBegun: ({ number }) => number === begun,
    }),
  ];
  expect(numbersOf(0)).toEqual([2, 3, 4, 5]);
  expect(numbersOf(3)).toEqual([4]);
  expect(numbersOf(5)).toEqual([4]);
});

test('[invariant I8] [fault N11] a change with a call under way is not run again before anybody knows', async () => {
  const books = openBooks(openJournal(await temporaryFolder(), () => 0));
  const taken = [1, 2].map((number) => entry(number));
  const effects = [effect(1, 'a'), effect(2, 'a'), effect(2, 'b')];
  books.stage(effects);
  const outcomes = new Map(taken.map(({ number }) => [number, { state: 'pending' } as const]));
  books.commit({ taken, renumbered: new Map(), effects, outcomes });
  books.begin([{ collection: 'quotes', id: 'b', kind: 'update', rev: 2 }]);
  const error = { code: 'invalid-arguments', message: 'No.' } as const;
  expect(books.reject(1, { state: 'rejected', error })).toEqual([]);
  expect(books.sends()).toHaveLength(1);
  expect(books.toWrite().flat()).toEqual([effect(2, 'a'), effect(2, 'b')]);
});

function entry(number: number): Entry {
  const ctx = { now: 0, newIds: [] };
  return { number, clientId: 'client-1', id: `m${number}`, name: 'likeQuote', args: {}, ctx };
}

function effect(number: number, id: string): Effect {
  return { number, collection: 'quotes', id, kind: 'update', fields: { likes: number }, at: 0 };
}
