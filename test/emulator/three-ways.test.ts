import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { setupServer } from 'msw/node';
import { describe, expect, it, onTestFinished } from 'vitest';

import { startEmulator } from '../../src/emulator/server.ts';
import { BASE_ID, fixtureBase, recordId, TOKEN } from './fixture-base.ts';
import { createWorld, ORIGIN } from './world.ts';

const headers = { authorization: `Bearer ${TOKEN}` };

/** One way to reach an emulator. */
interface Way {
  readonly origin: string;
  readonly ask: (url: string, init?: RequestInit) => Promise<Response>;
}

const ways: Readonly<Record<string, () => Promise<Way>>> = {
  'over HTTP': async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'emulator-'));
    const running = await startEmulator({ base: fixtureBase(), port: 0, dataDir });
    onTestFinished(async () => {
      await running.close();
      await rm(dataDir, { recursive: true });
    });
    return { origin: running.url, ask: fetch };
  },
  'in Vitest, in the place of the real fetch': async () => {
    const server = setupServer(...createWorld().emulator.handlers);
    server.listen({ onUnhandledFrame: 'error' });
    onTestFinished(() => server.close());
    return await Promise.resolve({ origin: ORIGIN, ask: fetch });
  },
  'in a simulation, as a function with its own clock': async () => {
    const { emulator } = createWorld();
    const ask: Way['ask'] = (url, init) => emulator.fetch(new Request(url, init));
    return await Promise.resolve({ origin: ORIGIN, ask });
  },
};

describe.each(Object.entries(ways))('the one emulator, %s', (_name, reach) => {
  it('lists, writes, refuses and breaks alike', async () => {
    const { origin, ask } = await reach();
    const people = `${origin}/v0/${BASE_ID}/people`;
    const listed = await ask(`${people}?pageSize=2`, { headers });
    expect(await listed.json()).toMatchObject({
      records: [{ id: recordId(1) }, { id: recordId(2) }],
      offset: expect.stringMatching(/^itr\w{14}\/rec/) as string,
    });
    const written = await ask(`${people}/${recordId(1)}`, {
      method: 'PATCH',
      headers: { ...headers, 'content-type': 'application/json' },
      body: JSON.stringify({ fields: { name: 'Written' } }),
    });
    expect(await written.json()).toMatchObject({ fields: { name: 'Written' } });
    expect((await ask(people)).status).toBe(401);
    const named = JSON.stringify({ name: 'offline' });
    await ask(`${origin}/_emulator/faults`, { method: 'POST', body: named });
    await expect(ask(people, { headers })).rejects.toThrow(TypeError);
    await ask(`${origin}/_emulator/faults?name=offline`, { method: 'DELETE' });
    expect((await ask(people, { headers })).status).toBe(200);
  });
});
