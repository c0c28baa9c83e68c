import { describe, expect, test } from 'vitest';
import type { Collection } from '../../../src/model/schema.ts';
import { collections } from '../../../src/site/collections.ts';
import { mutators } from '../../../src/site/mutators.ts';
import { createWriteWorld, EDITOR, PRODUCT, QUOTE } from '../mutations/write-world.ts';

/** What readers may do, by the site's own words (docs/spec.md); all else is an editor's. */
const READERS = ['likeQuote', 'addReview'];
const REVIEW = 'recReviewTides001';
type Headings = Readonly<Record<string, string>>;
type Args = Readonly<Record<string, unknown>>;
/** A mutation's arguments, and whatever else is said with them. */
type Call = { readonly args: Args } & Readonly<Record<string, unknown>>;

/** Arguments that are right, for each mutator. */
const ARGS: Readonly<Record<keyof typeof mutators, Args>> = {
  likeQuote: { id: QUOTE },
  addReview: { product: PRODUCT, author: 'A reader', content: 'Good.', score: 5 },
  changeQuote: { id: QUOTE, content: 'Another text.' },
  addQuote: { author: 'A keeper', content: 'A line.' },
  removeQuote: { id: QUOTE },
  saveProduct: { id: PRODUCT, name: 'Another name' },
  addProduct: { name: 'A thing' },
  removeProduct: { id: PRODUCT },
  restoreProduct: { id: 'gone-before', name: 'A thing' },
  bumpProduct: { id: PRODUCT },
};
const NAMES = Object.keys(ARGS) as (keyof typeof ARGS)[];

async function open() {
  const world = await createWriteWorld();
  const server = await world.start();
  await server.ready();
  let sent = 0;
  const request = async (path: string, init: RequestInit, address = `192.0.2.${sent % 250}`) => {
    sent++;
    const headers = new Headers(init.headers);
    // From many addresses, so that the limits on requests are not what refuses.
    headers.set('x-forwarded-for', address);
    if (!headers.has('content-type') && init.method !== 'GET') {
      headers.set('content-type', 'application/json');
    }
    const asked = server.app.request(`http://site.test${path}`, { ...init, headers });
    return world.clock.settle(Promise.resolve(asked));
  };
  const bodyOf = (name: string, call: Call) =>
    JSON.stringify({
      clientId: `client-${sent}`,
      mutations: [{ id: `m-${sent}`, name, ...call }],
    });
  const post = (name: string, call: Call, headers: Headings = {}) =>
    request('/v1/mutations', { method: 'POST', headers, body: bodyOf(name, call) });
  /** All that Airtable holds, to see that nothing of it changed. */
  const upstream = () =>
    JSON.stringify(['products', 'reviews', 'quotes'].map((name) => world.table(name)));
  return { ...world, request, post, bodyOf, upstream };
}

const asEditor = { authorization: `Bearer ${EDITOR}` };

describe('[figure R22] what is not allowed by name', () => {
  let world: Awaited<ReturnType<typeof open>>;
  let before = '';
  /** Lets what may have been taken in take effect, and sees that there was nothing. */
  const expectNothingDone = async () => {
    await world.clock.advance(2_000);
    expect(world.writes()).toEqual([]);
    expect(world.upstream()).toBe(before);
  };

  const start = async () => {
    world = await open();
    before = world.upstream();
  };

  test('is refused to readers, whatever they say of themselves', async () => {
    await start();
    const claims: readonly Headings[] = [
      {},
      { authorization: '' },
      { authorization: 'Bearer' },
      { authorization: 'Bearer  ' },
      { authorization: EDITOR },
      { authorization: `Basic ${btoa(`editor:${EDITOR}`)}` },
      { authorization: `Bearer ${EDITOR}x` },
      { authorization: `Bearer ${EDITOR.toUpperCase()}` },
      { authorization: `Bearer x, Bearer ${EDITOR}` },
      { authorization: `Token ${EDITOR}` },
      { 'x-authorization': `Bearer ${EDITOR}` },
      { 'proxy-authorization': `Bearer ${EDITOR}` },
      { cookie: `token=${EDITOR}; authorization=Bearer ${EDITOR}` },
      { 'x-role': 'editor', 'x-user': 'editor' },
    ];
    for (const name of NAMES.filter((one) => !READERS.includes(one))) {
      for (const [i, claim] of claims.entries()) {
        const { status } = await world.post(name, { args: ARGS[name] }, claim);
        expect([name, i, status]).toEqual([name, i, 401]);
      }
      const said = { role: 'editor', token: EDITOR, editorToken: EDITOR, isEditor: true };
      expect((await world.post(name, { args: ARGS[name], ...said })).status).toBe(401);
      const ctx = { now: 0, newIds: ['an-id'], role: 'editor' };
      expect((await world.post(name, { args: ARGS[name], ctx })).status).toBe(401);
    }
    for (const claim of claims) {
      const { status } = await world.request('/v1/deletions/confirm', {
        method: 'POST',
        headers: claim,
      });
      expect(status).toBe(401);
    }
    await expectNothingDone();
  });

  test('are columns: no mutator takes one more of any table, for editors neither', async () => {
    await start();
    const fields = (collections as readonly Collection[]).flatMap((one) => [
      ...Object.keys(one.fields),
      ...Object.values(one.fields).map(({ from }) => from),
    ]);
    const own = ['offprint_key', 'offprint_rev', 'createdTime', 'id', 'links', 'role', 'fields'];
    const polluted = ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', ''];
    for (const name of NAMES) {
      const known = Object.keys(mutators[name].args);
      for (const extra of new Set([...fields, ...own, ...polluted])) {
        if (known.includes(extra)) continue;
        // Spelled as JSON, where `__proto__` is a name like others.
        const args = JSON.stringify(ARGS[name]).replace('{', `{${JSON.stringify(extra)}:"x",`);
        const body = world.bodyOf(name, { args: {} }).replace('"args":{}', `"args":${args}`);
        const sent = { method: 'POST', headers: asEditor, body };
        const { status } = await world.request('/v1/mutations', sent);
        expect([name, extra, status]).toEqual([name, extra, 422]);
      }
    }
    await expectNothingDone();
  });

  test('are records of another table, by their public or their upstream id', async () => {
    await start();
    const ids = ['products', 'reviews', 'quotes'].flatMap((name) =>
      world.table(name).map(({ id }) => [name, id] as const),
    );
    const ofTable: Partial<Record<(typeof NAMES)[number], string>> = {
      likeQuote: 'quotes',
      changeQuote: 'quotes',
      removeQuote: 'quotes',
      saveProduct: 'products',
      removeProduct: 'products',
      bumpProduct: 'products',
      addReview: 'products',
    };
    for (const [name, own] of Object.entries(ofTable)) {
      const argument = name === 'addReview' ? 'product' : 'id';
      const others = ids.filter(([table]) => table !== own).map(([, id]) => id);
      for (const id of [...others, '__proto__', 'constructor', '*', "' or 1='1", '..', '\u0001']) {
        const args = { ...ARGS[name as keyof typeof ARGS], [argument]: id };
        const { status } = await world.post(name, { args }, asEditor);
        expect([name, id, status]).toEqual([name, id, 404]);
      }
    }
    await expectNothingDone();
  });

  test('are records that are there, under the id of a new one', async () => {
    await start();
    const taken = {
      addReview: ['reviews', REVIEW],
      addQuote: ['quotes', QUOTE],
      addProduct: ['products', PRODUCT],
    } as const;
    for (const [name, [table]] of Object.entries(taken)) {
      const args = ARGS[name as keyof typeof ARGS];
      for (const { id } of world.table(table)) {
        const ctx = { now: 0, newIds: [id] };
        const { status } = await world.post(name, { args, ctx }, asEditor);
        expect([name, id, status]).toEqual([name, id, 409]);
      }
      for (const id of ["x' or '1", '../x', 'a b', 'é', '{x}', '__proto__\n']) {
        const ctx = { now: 0, newIds: [id] };
        const { status } = await world.post(name, { args, ctx }, asEditor);
        expect([name, id, status]).toEqual([name, id, 422]);
      }
    }
    await expectNothingDone();
  });

  test('are pages of other sites, their forms, and any other way to send', async () => {
    await start();
    const foreign: readonly Headings[] = [
      { origin: 'https://evil.test' },
      { origin: 'http://site.test.evil.test' },
      { origin: 'http://site.test@evil.test' },
      { origin: 'http://evil.test/site.test' },
      { origin: 'http://site.test:81' },
      { origin: 'null' },
      { origin: 'file://' },
      { origin: 'nonsense' },
      { origin: '' },
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'cross-site', origin: 'http://site.test' },
    ];
    const types = [
      'text/plain',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=a',
      'text/plain; application/json',
      'application/json-patch+json',
      'application/jsonx',
      '',
    ];
    const paths = ['/v1/mutations', '/v1/session', '/v1/deletions/confirm'];
    for (const name of NAMES) {
      const body = world.bodyOf(name, { args: ARGS[name] });
      for (const headers of foreign) {
        for (const path of paths) {
          const sent = { method: 'POST', headers: { ...asEditor, ...headers }, body };
          const { status } = await world.request(path, sent);
          expect([path, headers, status]).toEqual([path, headers, 403]);
        }
      }
      for (const type of types) {
        const headers = { ...asEditor, 'content-type': type };
        const { status } = await world.request('/v1/mutations', { method: 'POST', headers, body });
        expect([type, status]).toEqual([type, 415]);
      }
    }
    const headers = { ...asEditor, 'x-http-method-override': 'POST', 'x-method': 'POST' };
    for (const method of ['GET', 'HEAD', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'PROPFIND']) {
      for (const path of [...paths, '/v1/manifest.json', '/v1/records/x']) {
        const hasBody = method !== 'GET' && method !== 'HEAD';
        if (!hasBody && path === '/v1/manifest.json') continue;
        const body = hasBody ? world.bodyOf('removeProduct', { args: ARGS.removeProduct }) : null;
        const { status } = await world.request(path, { method, headers, body });
        expect([method, path, status >= 400 && status < 500]).toEqual([method, path, true]);
      }
    }
    await expectNothingDone();
  });

  test('can be asked for by whom it is allowed: readers like and review, editors all', async () => {
    await start();
    for (const name of READERS) {
      const { status } = await world.post(name, { args: ARGS[name as keyof typeof ARGS] });
      expect([name, status]).toEqual([name, 200]);
    }
    // Removals last, for the others need what they remove.
    const inOrder = NAMES.toSorted((a, b) => Number(a > b) - Number(a < b)).toSorted(
      (a, b) => Number(a.startsWith('remove')) - Number(b.startsWith('remove')),
    );
    for (const name of inOrder) {
      const { status } = await world.post(name, { args: ARGS[name] }, asEditor);
      expect([name, status]).toEqual([name, 200]);
    }
    expect(world.upstream()).not.toBe(before);
    expect(NAMES.toSorted()).toEqual(Object.keys(mutators).toSorted());
  });
});
