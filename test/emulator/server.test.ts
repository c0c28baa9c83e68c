import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { startEmulator, type RunningEmulator } from '../../src/emulator/server.ts';
import { BASE_ID, fixtureBase, PIXEL, recordId, TOKEN } from './fixture-base.ts';
import type { Json } from './world.ts';

let dataDir: string;
let running: RunningEmulator | undefined;
let reported: string[];

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'emulator-'));
  reported = [];
});

afterEach(async () => {
  await running?.close();
  running = undefined;
  await rm(dataDir, { recursive: true });
});

const start = async (port = 0): Promise<RunningEmulator> => {
  await running?.close();
  const report = (line: string): void => {
    reported.push(line);
  };
  running = await startEmulator({ base: fixtureBase(), port, dataDir, report });
  return running;
};

const headers = { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' };
const get = async (path: string): Promise<Json> =>
  await (await fetch(`${running?.url ?? ''}/v0/${path}`, { headers })).json();

describe('the emulator over HTTP', () => {
  it('keeps edits, webhooks and addresses of attachments over a restart', async () => {
    const { emulator, url } = await start();
    const specification = { options: { filters: { dataTypes: ['tableData'] } } };
    const body = JSON.stringify({ specification });
    const made = await fetch(`${url}/v0/bases/${BASE_ID}/webhooks`, {
      method: 'POST',
      headers,
      body,
    });
    const { id }: Json = await made.json();
    const photo = {
      id: 'attPixel000000001',
      filename: 'dot.png',
      type: 'image/png',
      size: 70,
      file: PIXEL,
    };
    emulator.table('people').update(recordId(1), { name: 'Edited', photo: [photo] });
    emulator.table('people').remove(recordId(2));
    const before = await get(`${BASE_ID}/people/${recordId(1)}`);
    await start();
    const after = await get(`${BASE_ID}/people/${recordId(1)}`);
    expect(after.fields.name).toBe('Edited');
    const pathOf = (record: Json): string => new URL(record.fields.photo[0].url).pathname;
    expect(pathOf(after)).toBe(pathOf(before));
    expect((await get(`${BASE_ID}/people/${recordId(2)}`)).error.type).toContain('NOT_FOUND');
    const { payloads } = await get(`bases/${BASE_ID}/webhooks/${String(id)}/payloads?cursor=1`);
    expect(payloads).toHaveLength(2);
    expect(reported).toEqual([]);
  });

  it('sets a damaged file aside, says so in one line, and starts from its sample', async () => {
    const path = join(dataDir, 'emulator.json');
    await writeFile(path, '{"format":1,"tab');
    await start();
    expect(reported).toHaveLength(1);
    expect(reported[0]).toContain(`${path}.damaged-1`);
    expect(await readFile(`${path}.damaged-1`, 'utf8')).toBe('{"format":1,"tab');
    expect((await get(`${BASE_ID}/people`)).records).toHaveLength(12);
    await writeFile(path, '[]');
    await start();
    expect((await readdir(dataDir)).toSorted()).toEqual([
      'emulator.json.damaged-1',
      'emulator.json.damaged-2',
    ]);
  });

  it('does not start, and leaves the file as it is, where it cannot read it', async () => {
    const { close, url } = await start();
    await close();
    running = undefined;
    const port = Number(new URL(url).port);
    const path = join(dataDir, 'emulator.json');
    await rm(path, { force: true });
    // Root may read every file, but nobody a folder as one.
    await mkdir(path);
    await expect(start(port)).rejects.toThrow(
      `${path} cannot be read (EISDIR); let the user that runs this read and write it`,
    );
    expect(await readdir(dataDir)).toEqual(['emulator.json']);
    await rm(path, { recursive: true });
    expect((await start(port)).url).toBe(url);
  });

  it('never sets a file aside over another one that it cannot read', async () => {
    const path = join(dataDir, 'emulator.json');
    await mkdir(`${path}.damaged-1`);
    await writeFile(path, 'new');
    await start();
    expect(await readFile(`${path}.damaged-2`, 'utf8')).toBe('new');
  });

  it('writes many edits as few whole files', async () => {
    const { emulator, close } = await start();
    for (let age = 0; age < 200; age += 1) emulator.table('people').update(recordId(1), { age });
    await close();
    running = undefined;
    expect(await readdir(dataDir)).toEqual(['emulator.json']);
    const saved: Json = JSON.parse(await readFile(join(dataDir, 'emulator.json'), 'utf8'));
    expect(saved.transactionNumber).toBe(199 + 1);
  });

  it('compresses answers, and says how long they were', async () => {
    const { url } = await start();
    const response = await fetch(`${url}/v0/${BASE_ID}/people`, {
      headers: { ...headers, 'accept-encoding': 'gzip' },
    });
    const text = await response.text();
    expect(response.headers.get('content-encoding')).toBe('gzip');
    expect(response.headers.get('airtable-uncompressed-content-length')).toBe(
      String(new TextEncoder().encode(text).byteLength),
    );
  });

  it('breaks the connection where a fault says so', async () => {
    const { url, emulator } = await start();
    const read = async (): Promise<unknown> =>
      await (await fetch(`${url}/v0/${BASE_ID}/people`, { headers })).json();
    emulator.faults.add({ kind: 'cut', times: 1 }, { kind: 'answer-lost', after: 1, times: 1 });
    await expect(read()).rejects.toThrow();
    await expect(read()).rejects.toThrow();
    expect(await read()).toHaveProperty('records');
  });

  it('[fault N9] sends half of an answer that stalls, compressed or not, and then waits', async () => {
    const { url, emulator } = await start();
    for (const encoding of ['identity', 'gzip']) {
      emulator.faults.add({ kind: 'stall', times: 1 });
      const stopping = new AbortController();
      const answer = await fetch(`${url}/v0/${BASE_ID}/people`, {
        headers: { ...headers, 'accept-encoding': encoding },
        signal: stopping.signal,
      });
      const body = answer.body?.getReader();
      const { value } = (await body?.read()) ?? {};
      expect(new TextDecoder().decode(value)).toContain('{"records":[');
      const rest = body?.read();
      stopping.abort(new Error('too long'));
      await expect(rest).rejects.toThrow('too long');
    }
  });

  it('closes while a client hangs', async () => {
    const { url, emulator, close } = await start();
    emulator.faults.add({ kind: 'hang' });
    const hanging = fetch(`${url}/v0/${BASE_ID}/people`, { headers }).catch(
      (error: unknown) => error,
    );
    while (emulator.faults.active().length > 0 && !(await isWaiting(url))) await Promise.resolve();
    await close();
    running = undefined;
    expect(await hanging).toBeInstanceOf(TypeError);
  });

  it('names the port that is taken, and what to do', async () => {
    const { url } = await start();
    const port = Number(new URL(url).port);
    const second = startEmulator({ base: fixtureBase(), port, dataDir });
    await expect(second).rejects.toThrow(
      `localhost:${String(port)}; stop what does, or set AIRTABLE_PORT`,
    );
  });
});

/** Another request got through, so the server has begun to answer. */
async function isWaiting(url: string): Promise<boolean> {
  return (await fetch(`${url}/_emulator/requests`)).ok;
}
