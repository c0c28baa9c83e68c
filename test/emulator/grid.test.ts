// oxlint-disable typescript/no-unsafe-call, typescript/no-unsafe-return -- answers are JSON of any shape: a member that is not there fails the test
import { describe, expect, it } from 'vitest';

import { recordId } from './fixture-base.ts';
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
