import { expect, test } from 'vitest';
import type { Attachment } from '../../src/model/schema.ts';
import { defineCollection, field } from '../../src/model/schema.ts';
import { fixtureBase, recordId } from '../emulator/fixture-base.ts';
import { createProxyWorld } from './fakes/proxy-world.ts';

const people = defineCollection({
  name: 'people',
  table: 'people',
  fields: {
    title: field('text', 'name'),
    image: field('image', 'photo'),
    images: field('attachments', 'photo'),
  },
  indexes: {},
});

const file = (name: string, text: string, type = 'image/svg+xml') => ({
  id: `att${name.padEnd(14, '0')}`,
  filename: `${name}.svg`,
  type,
  size: text.length,
  file: `data:${type};base64,${Buffer.from(text).toString('base64')}`,
});
const drawing = (name: string) =>
  file(name, `<svg xmlns="http://www.w3.org/2000/svg" id="${name}" width="4" height="3"/>`);

/** One person with the picture 'old' published; Airtable's file host can be held, and refuse. */
async function world() {
  let held = Promise.withResolvers<void>();
  let refused = false;
  held.resolve();
  const made = await createProxyWorld({
    base: fixtureBase(1),
    collections: [people],
    between: async (request, next) => {
      if (!new URL(request.url).pathname.startsWith('/v3/')) return next();
      await held.promise;
      return refused ? new Response('', { status: 503 }) : next();
    },
  });
  const proxy = await made.start();
  await proxy.ready();
  const put = (cells: Readonly<Record<string, unknown>>) =>
    made.emulator.table('people').update(recordId(1), cells);
  const shown = () => {
    const [record] = proxy.records('people');
    const images = record!['images'] as unknown as readonly Attachment[];
    // A page takes the address from one field and the measures from the other: they must be of one picture.
    expect(record!['image']).toBe(images[0]?.src ?? '');
    return { title: record!['title'], names: images.map(({ src }) => src.split('/').at(-1)) };
  };
  // The decoder's own process knows nothing of simulated time.
  const showsInTheEnd = (expected: ReturnType<typeof shown>) =>
    expect
      .poll(
        async () => {
          await made.pass(500);
          return shown();
        },
        { timeout: 20_000 },
      )
      .toEqual(expected);
  put({ name: 'One', photo: [drawing('old')] });
  await showsInTheEnd({ title: 'One', names: ['old.svg'] });
  return {
    ...made,
    proxy,
    put,
    shown,
    showsInTheEnd,
    hold: () => (held = Promise.withResolvers<void>()),
    letGo: () => held.resolve(),
    setRefused: (is: boolean) => (refused = is),
  };
}

test('[B27] a picture that is replaced stands until the new one is here; other news of its record goes ahead', async () => {
  const { pass, put, shown, showsInTheEnd, hold, letGo } = await world();
  hold();
  put({ name: 'Two', photo: [drawing('new')] });
  await pass(5_000);
  expect(shown()).toEqual({ title: 'Two', names: ['old.svg'] });
  put({ photo: [drawing('newer'), drawing('second')] });
  await pass(5_000);
  expect(shown()).toEqual({ title: 'Two', names: ['old.svg', ''] });
  letGo();
  await showsInTheEnd({ title: 'Two', names: ['newer.svg', 'second.svg'] });
});

test('[B27] a picture that is taken away is gone at once, also while another one was to take its place', async () => {
  const { pass, put, shown, hold } = await world();
  hold();
  put({ photo: [drawing('new')] });
  await pass(5_000);
  put({ photo: [] });
  await pass(5_000);
  expect(shown().names).toEqual([]);
  put({ photo: [drawing('late')] });
  await pass(5_000);
  expect(shown().names).toEqual(['']);
});

test('[B27] one that moves along while another takes its place is never there twice', async () => {
  const { pass, put, shown, showsInTheEnd, hold, letGo } = await world();
  hold();
  put({ photo: [drawing('new'), drawing('old')] });
  await pass(5_000);
  expect(shown().names).toEqual(['old.svg']);
  letGo();
  await showsInTheEnd({ title: 'One', names: ['new.svg', 'old.svg'] });
  hold();
  put({ photo: [drawing('old'), drawing('newer')] });
  await pass(5_000);
  expect(shown().names).toEqual(['old.svg', '']);
});

test('[fault N16] a new picture that is refused leaves no picture, and the status says why', async () => {
  const { put, proxy, showsInTheEnd } = await world();
  put({ name: 'Two', photo: [file('page', 'no drawing at all', 'text/plain')] });
  await showsInTheEnd({ title: 'Two', names: [''] });
  expect(JSON.stringify(await proxy.status())).toContain('is neither a picture nor a PDF');
});

test('while the file host answers 503 the replaced picture stands, until the new one is given up', async () => {
  const { pass, put, proxy, shown, showsInTheEnd, setRefused } = await world();
  setRefused(true);
  put({ name: 'Two', photo: [drawing('new')] });
  await pass(60_000);
  expect(shown()).toEqual({ title: 'Two', names: ['old.svg'] });
  expect(JSON.stringify(await proxy.status())).toContain('did not come (503)');
  await pass(60 * 60_000);
  await showsInTheEnd({ title: 'Two', names: [''] });
});
