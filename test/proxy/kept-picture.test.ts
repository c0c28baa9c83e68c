import { expect, test } from 'vitest';
import type { StoredRecord } from '../../src/model/record.ts';
import { createServedWorld } from './fakes/served-world.ts';

const HOUR_MS = 60 * 60_000;

test.each([
  ['at once, as it was in Airtable', 0, 'https://magazine.test/'],
  ['hours later, as the site showed it', 2, 'https://magazine.test/'],
  ['hours later, on a site below another one', 2, 'https://magazine.test/issues/'],
])(
  '[W24] a deleted product that is brought back has its picture again: %s',
  async (_how, hours, siteUrl) => {
    const world = await createServedWorld({ siteUrl });
    await world.ready();
    const isPictured = (record: StoredRecord) => record['image'] !== '';
    /** Another process makes pictures smaller, in its own time. */
    const comes = (condition: () => boolean) =>
      expect.poll(() => world.clock.advance(500).then(condition), { timeout: 30_000 }).toBe(true);
    await comes(() => world.records('products').some(isPictured));
    const before = world.records('products').find(isPictured)!;
    const mutate = async (name: string, args: object) => {
      const answer = await world.ask({
        path: '/v1/mutations',
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: 'Bearer editor-test' },
        body: JSON.stringify({
          clientId: 'client-1',
          mutations: [{ id: `${name}-1`, name, args }],
        }),
      });
      expect(JSON.parse(answer.body.toString())).toMatchObject({
        results: [{ status: 'applied' }],
      });
    };
    const rowNow = () =>
      world.emulator
        .table('products')
        .records()
        .find(({ fields }) => fields['name'] === before['name']);
    const upstream = rowNow()!.fields['image'] as readonly { size: number; filename: string }[];
    await mutate('removeProduct', { id: before.id });
    expect(rowNow()).toBeUndefined();
    await world.clock.advance(hours * HOUR_MS);
    await mutate('restoreProduct', { id: before.id, name: before['name'] });
    await comes(() =>
      world.records('products').some((record) => record.id === before.id && isPictured(record)),
    );
    const [picture] = rowNow()!.fields['image'] as typeof upstream;
    expect(picture!.filename).toBe(upstream[0]!.filename);
    if (hours === 0) expect(picture!.size).toBe(upstream[0]!.size);
    expect(world.records('products').find(({ id }) => id === before.id)).toMatchObject({
      image: before['image'],
      description: before['description'],
    });
  },
);
