import { expect, test } from 'vitest';
import type { MutationResult, SentMutation } from '../../../src/protocol/mutation.ts';
import { createSeededRandom } from '../../fakes/seeded-random.ts';
import { createWriteWorld, mutation, PRODUCT, QUOTE } from './write-world.ts';

test('[promise P1] [invariant I8] a disk that is full now and then loses nothing that was promised, and doubles nothing', async () => {
  for (let seed = 1; seed <= 8; seed++) {
    const random = createSeededRandom(`full disk ${seed}`);
    let isCalm = false;
    const world = await createWriteWorld({
      isFull: () => !isCalm && random.chance(0.35),
      between: async (_request, next) => {
        if (!isCalm && random.chance(0.2)) {
          if (random.chance(0.5)) await next();
          throw new TypeError('fetch failed');
        }
        return next();
      },
    });
    let server = await world.start();
    const sent: SentMutation[] = [];
    const promised = new Map<string, string>();
    const note = (results: readonly MutationResult[]) => {
      for (const { id, status } of results) promised.set(id, status);
    };
    for (let step = 0; step < 25; step++) {
      const ctx = { ctx: { now: 0, newIds: [`quote-${step}`] } };
      const one = random.pick([
        () => mutation('likeQuote', { id: QUOTE }),
        () => mutation('bumpProduct', { id: PRODUCT }),
        () => mutation('addQuote', { author: 'A', content: `New ${step}` }, ctx),
      ])();
      sent.push(one);
      const batch = random.chance(0.3) ? [one, ...sent.slice(-3, -1)] : [one];
      server.service
        .submit({ clientId: 'client-1', mutations: batch }, 'editor')
        .then(note, () => undefined);
      await world.clock.advance(random.int(0, 3_000));
      if (random.chance(0.1)) {
        server.kill();
        server = await world.start();
      }
    }
    await world.clock.advance(10_000);
    const label = `seed ${seed}`;
    isCalm = true;
    await world.clock.advance(400_000);
    // Nobody sends again what was promised.
    expect(server.service.status().pending, label).toBe(0);
    const results = new Map<string, string>();
    const known = sent.filter(({ id }) => promised.has(id));
    for (const { id, status } of await server.submit(known)) results.set(id, status);
    expect(
      [...results.values()].filter((status) => status !== 'applied'),
      label,
    ).toEqual([]);
    for (const { id, status } of await server.submit(sent)) results.set(id, status);
    await world.clock.advance(10_000);
    const of = (name: string) => sent.filter((one) => one.name === name);
    expect(world.row('quotes', QUOTE)?.fields['likes'], label).toBe(41 + of('likeQuote').length);
    const bumps = of('bumpProduct').length;
    if (bumps > 0) {
      expect(world.row('products', PRODUCT)?.fields['name'], label).toMatch(
        new RegExp(` v${bumps - 1}$`),
      );
    }
    for (const { args } of of('addQuote')) {
      const rows = world
        .table('quotes')
        .filter(({ fields }) => fields['content'] === args['content']);
      expect(rows, label).toHaveLength(1);
    }
    await server.stop();
  }
});
