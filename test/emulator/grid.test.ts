// oxlint-disable typescript/no-unsafe-call, typescript/no-unsafe-return -- answers are JSON of any shape: a member that is not there fails the test
import { describe, expect, it } from 'vitest';

import { PIXEL, recordId } from './fixture-base.ts';
import { createWorld, ORIGIN, type Json, type World } from './world.ts';

const grid = async (world: World, path: string, init?: RequestInit) =>
  await world.emulator.fetch(new Request(`${ORIGIN}/_emulator/grid${path}`, init));
const write = (method: string, fields: object): RequestInit => ({
  method,
  body: JSON.stringify({ fields }),
});

describe('the grid', () => {
  it('is one page whose script and style are files of their own, and runs nothing else', async () => {
    const { emulator } = createWorld();
    const page = await emulator.fetch(new Request(`${ORIGIN}/?table=people`));
    const html = await page.text();
    expect(page.headers.get('content-type')).toContain('text/html');
    expect(page.headers.get('content-security-policy')).toContain("script-src 'self'");
    expect(html).not.toMatch(/<script(?![^>]* src=)|<style| style=| on\w+=/);
    const files = [...html.matchAll(/(?:src|href)="(\/[^"]*)"/g)].map((match) => match[1] ?? '');
    expect(files.length).toBeGreaterThan(2);
    for (const file of files) {
      expect((await emulator.fetch(new Request(ORIGIN + file))).status).toBe(200);
    }
  });

  it('serves every script that another one imports', async () => {
    const { emulator } = createWorld();
    const seen = new Set(['main.js']);
    for (const name of seen) {
      const answer = await emulator.fetch(new Request(`${ORIGIN}/grid/${name}`));
      expect([name, answer.status]).toEqual([name, 200]);
      const source = await answer.text();
      for (const match of source.matchAll(/from '\.\/([\w-]+\.js)'/g)) seen.add(match[1] ?? '');
      expect(source).not.toContain('innerHTML');
    }
    expect(seen.size).toBeGreaterThan(8);
  });

  it('serves no other file', async () => {
    const { emulator } = createWorld();
    for (const path of ['/grid/nothing.js', '/grid/types.ts', '/..%2fmain.ts', '/robots.txt']) {
      expect((await emulator.fetch(new Request(ORIGIN + path))).status).toBe(404);
    }
  });

  it('reads a table in grid order with what links show, and 304 while nothing changes', async () => {
    const world = createWorld();
    const first = await grid(world, '/people');
    const sheet: Json = await first.json();
    expect(sheet.records).toHaveLength(12);
    expect(sheet.names.tblTeams000000001).toEqual([{ id: 'recTeam0000000001', name: 'Core' }]);
    const headers = { 'if-none-match': first.headers.get('etag') ?? '' };
    expect((await grid(world, '/people', { headers })).status).toBe(304);
    world.emulator.table('people').update(recordId(1), { age: 11 });
    expect((await grid(world, '/people', { headers })).status).toBe(200);
  });

  it('adds, edits and deletes a row, as a person and not as a program', async () => {
    const world = createWorld();
    const hook = { specification: { options: { filters: { dataTypes: ['tableData'] } } } };
    const { id } = (await world.call('POST', '/v0/bases/appFIXTUREbase001/webhooks', hook)).body;
    const row: Json = await (await grid(world, '/people', write('POST', {}))).json();
    await grid(world, `/people/${String(row.id)}`, write('PATCH', { name: 'Typed', age: '7' }));
    const typed = await world.call('GET', `people/${String(row.id)}`);
    expect(typed.body.fields).toMatchObject({ name: 'Typed', age: 7 });
    await grid(world, `/people/${String(row.id)}`, { method: 'DELETE' });
    const path = `/v0/bases/appFIXTUREbase001/webhooks/${String(id)}/payloads`;
    const { payloads } = (await world.call('GET', path)).body;
    expect(payloads.map((payload: Json) => payload.actionMetadata.source)).toEqual([
      'client',
      'client',
      'client',
    ]);
  });

  it('takes a picture, measures it, and appends it to the cell', async () => {
    const world = createWorld();
    const bytes = await (await fetch(PIXEL)).arrayBuffer();
    const headers = { 'content-type': 'image/png' };
    for (const name of ['first.png', 'a dot & more.png']) {
      const path = `/people/${recordId(1)}/fldphoto000000000?filename=${encodeURIComponent(name)}`;
      expect((await grid(world, path, { method: 'POST', headers, body: bytes })).status).toBe(200);
    }
    const { photo } = (await world.call('GET', `people/${recordId(1)}`)).body.fields;
    expect(photo.map((file: Json) => file.filename)).toEqual(['first.png', 'a dot & more.png']);
    expect(photo[1]).toMatchObject({
      type: 'image/png',
      size: bytes.byteLength,
      width: 1,
      height: 1,
    });
    const served = await world.emulator.fetch(new Request(photo[1].url));
    expect(new Uint8Array(await served.arrayBuffer())).toEqual(new Uint8Array(bytes));
    const kept = { photo: [{ id: photo[1].id }] };
    await grid(world, `/people/${recordId(1)}`, write('PATCH', kept));
    const after = (await world.call('GET', `people/${recordId(1)}`)).body.fields.photo;
    expect(after.map((file: Json) => file.id)).toEqual([photo[1].id]);
  });

  it('puts a file in the place of another one, and refuses where that one is gone', async () => {
    const world = createWorld();
    const send = async (name: string, replaces = '') => {
      const query = new URLSearchParams({ filename: name, ...(replaces && { replaces }) });
      const path = `/people/${recordId(1)}/photo?${query.toString()}`;
      const headers = { 'content-type': 'text/plain' };
      return (await grid(world, path, { method: 'POST', headers, body: name })).status;
    };
    const files = async (): Promise<Json[]> =>
      (await world.call('GET', `people/${recordId(1)}`)).body.fields.photo;
    const names = async () => (await files()).map(({ filename }) => filename);
    for (const name of ['a.txt', 'b.txt', 'c.txt']) await send(name);
    const [, second] = await files();
    expect(await send('new.txt', second.id)).toBe(200);
    expect(await names()).toEqual(['a.txt', 'new.txt', 'c.txt']);
    expect(await send('late.txt', second.id)).toBe(403);
    expect(await names()).toEqual(['a.txt', 'new.txt', 'c.txt']);
    const [first, middle, last] = await files();
    const photo = [last, first, middle].map(({ id }) => ({ id }));
    await grid(world, `/people/${recordId(1)}`, write('PATCH', { photo }));
    expect(await names()).toEqual(['c.txt', 'a.txt', 'new.txt']);
  });

  it('refuses a file of more than 5 MB, and one for a cell that holds no files', async () => {
    const world = createWorld();
    const send = async (field: string, size: number): Promise<number> => {
      const init = {
        method: 'POST',
        headers: { 'content-type': 'image/png' },
        body: new Uint8Array(size),
      };
      return (await grid(world, `/people/${recordId(1)}/${field}?filename=a.png`, init)).status;
    };
    expect(await send('photo', 5 * 1024 * 1024 + 1)).toBe(413);
    expect(await send('name', 10)).toBe(422);
  });

  it('says why a value is refused', async () => {
    const world = createWorld();
    const answer = await grid(world, `/people/${recordId(1)}`, write('PATCH', { age: 'ten' }));
    expect(answer.status).toBe(422);
    expect(await answer.json()).toEqual({
      error: {
        type: 'INVALID_VALUE_FOR_COLUMN',
        message: 'Field "age" cannot accept the provided value',
      },
    });
  });
});
