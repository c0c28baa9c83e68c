import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { sampleBase } from '../../src/emulator/sample/base.ts';
import { consoleReport } from '../../src/proxy/console-report.ts';
import { readConfig } from '../../src/proxy/config.ts';
import { sentencesOf } from '../../src/proxy/start-failure.ts';
import { createServedWorld, type Answered, type AskOptions } from './fakes/served-world.ts';

/** Texts that stand nowhere else: wherever they turn up, they leaked. */
const TOKEN = 'patCanaryOfUpstream.0f1e2d3c4b5a69788796a5b4c3d2e1f0';
const EDITOR = 'canary-of-the-editor-7c1d9e3b';
const BASE = 'appCANARYofBase01';

/** What a token looks like on its way: as it is, in base64, in an address. */
const spellings = (secret: string) => [
  secret,
  btoa(secret),
  btoa(`Bearer ${secret}`).slice(12, -4),
  encodeURIComponent(`Bearer ${secret}`),
];
const SECRETS = [...spellings(TOKEN), ...spellings(EDITOR)];
const secretsIn = (text: string, secrets: readonly string[] = SECRETS) =>
  secrets.filter((secret) => text.includes(secret));

/** An Airtable that says back whatever it was told, in every place where an answer has room for it. */
function echo(request: Request, kind: number): Response {
  const told = `${request.headers.get('authorization')} ${request.url}`;
  const headers = {
    'x-echo': told,
    location: `http://elsewhere.test/?t=${encodeURIComponent(told)}`,
  };
  const error = { type: told, message: told };
  switch (kind % 8) {
    case 0:
      return Response.json({ error }, { status: 401, headers, statusText: TOKEN });
    case 1:
      return Response.json({ error: TOKEN }, { status: 422, headers });
    case 2:
      return Response.json({ errors: [{ error: told, message: told }] }, { status: 403, headers });
    case 3:
      return new Response(told, {
        status: 500,
        headers: { ...headers, 'content-type': 'text/html' },
      });
    case 4:
      return new Response(null, { status: 302, headers });
    case 5:
      return Response.json({
        records: [{ id: told, createdTime: told, fields: told }],
        offset: told,
      });
    case 6:
      return new Response(`{"records":[{"id":"${TOKEN}`, {
        headers: { 'content-type': 'application/json' },
      });
    default:
      throw Object.assign(new TypeError(`fetch failed: ${told}`), { cause: new Error(told) });
  }
}

async function everyFileOf(folder: string): Promise<ReadonlyMap<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const texts = files.map(async ({ parentPath, name }) => {
    const path = join(parentPath, name);
    return [path, `${path} ${await readFile(path, 'latin1')}`] as const;
  });
  return new Map(await Promise.all(texts));
}

const JSON_TYPE = { 'content-type': 'application/json' };
const asEditor = { ...JSON_TYPE, authorization: `Bearer ${EDITOR}` };

/** Everything that can be asked for, well and badly, with the token and without. */
function questions(objects: readonly string[]): readonly AskOptions[] {
  const mutation = (name: string, args: object, clientId = 'c') =>
    JSON.stringify({ clientId, mutations: [{ id: `${name}-1`, name, args }] });
  const post = (path: string, body: string, headers: AskOptions['headers'] = asEditor) => ({
    method: 'POST',
    path,
    body,
    headers: headers!,
  });
  return [
    ...objects.map((hash) => ({ path: `/v1/o/${hash}.json` })),
    ...['manifest.json', 'status', 'live/repositories.json', 'live/x.json', 'o/x.json', 'x'].map(
      (name) => ({ path: `/v1/${name}`, headers: asEditor }),
    ),
    ...['/', '/blog', '/nowhere', '/healthz', `/${EDITOR}`, '/data/ledger.json'].map((path) => ({
      path,
      headers: { ...asEditor, accept: 'text/html' },
    })),
    post('/v1/session', JSON.stringify({ token: EDITOR }), JSON_TYPE),
    post('/v1/session', JSON.stringify({ token: `${EDITOR}x` }), JSON_TYPE),
    post('/v1/session', EDITOR, JSON_TYPE),
    post('/v1/session', JSON.stringify({ token: [EDITOR] }), JSON_TYPE),
    post('/v1/mutations', mutation('bumpProduct', { id: 'recProductTides01' })),
    post('/v1/mutations', mutation('bumpProduct', { id: 'nobody' })),
    post('/v1/mutations', mutation('saveProduct', { id: 'recProductTides01', role: 1 })),
    post('/v1/mutations', '{'),
    post('/v1/mutations', mutation('bumpProduct', { id: 'x' }), {
      ...asEditor,
      origin: 'http://x',
    }),
    post('/v1/mutations', '{}', { ...JSON_TYPE, authorization: `Bearer ${EDITOR}.` }),
    post('/v1/deletions/confirm', ''),
    post('/v1/webhook', EDITOR, { 'x-airtable-content-mac': `hmac-sha256=${EDITOR}` }),
    { path: '/v1/mutations', method: 'PUT', headers: asEditor, body: EDITOR },
  ];
}

test('[figure R21][invariant I1] no token is in an answer, a log line, an error or a file, though Airtable says them all back', async () => {
  const lines: string[] = [];
  for (const way of ['log', 'error', 'warn', 'info', 'debug'] as const) {
    const spy = vi
      .spyOn(console, way)
      .mockImplementation((...all) => void lines.push(all.join(' ')));
    onTestFinished(() => spy.mockRestore());
  }
  let broken = -1;
  const world = await createServedWorld({
    base: { ...sampleBase, id: BASE, tokens: [TOKEN] },
    editorToken: EDITOR,
    between: async (request, next) => {
      if (broken < 0) return next();
      return echo(request, broken++);
    },
  });
  await world.ready();
  const answers: (readonly [string, string])[] = [];
  const ask = async (asked: AskOptions) => {
    const { status, headers, body }: Answered = await world.ask(asked);
    const text = `${status} ${JSON.stringify(headers)} ${body.toString('latin1')}`;
    answers.push([`${asked.method ?? 'GET'} ${asked.path}`, text]);
  };
  const { collections, history } = world.manifest();
  const objects = Object.values(collections).flatMap(({ root, head }) => [root, head ?? root]);
  for (const asked of questions([...objects, history])) await ask(asked);
  expect(world.manifest().writable).toBe(true);

  broken = 0;
  for (let kind = 0; kind < 24; kind++) {
    await world.clock.advance(kind < 8 ? 20_000 : 330_000);
    if (kind % 3 === 0) for (const asked of questions([])) await ask(asked);
    else await ask({ path: '/v1/status' });
  }
  expect(broken).toBeGreaterThan(24);

  const texts = [
    ...answers,
    ...world.events.map((event) => ['event', JSON.stringify(event)] as const),
    ...(await everyFileOf(world.dataDir)),
  ];
  for (const event of world.events) consoleReport(event);
  expect(lines.length).toBeGreaterThan(10);
  texts.push(...lines.map((line) => ['line', line] as const));
  const found = texts.flatMap(([where, text]) => secretsIn(text).map((secret) => [where, secret]));
  expect(found).toEqual([]);
  // The base is named in files that nobody is served, and nowhere else.
  const tables = sampleBase.tables.map(({ id }) => id);
  const public_ = [...answers, ...lines.map((line) => ['line', line] as const)];
  const named = public_.flatMap(([where, text]) =>
    secretsIn(text, [BASE, ...tables]).map((id) => [where, id]),
  );
  expect(named).toEqual([]);
});

test('[figure R21] a token that was put into another variable is not shown by the sentence that names that', () => {
  const env = { AIRTABLE_TOKEN: TOKEN, AIRTABLE_BASE_ID: BASE };
  const names = [
    'PORT',
    'HOST',
    'AIRTABLE_BASE_ID',
    'AIRTABLE_API_URL',
    'AIRTABLE_PLAN',
    'EDITOR_TOKEN',
    'POLL_INTERVAL_MS',
    'IDLE_AFTER_MS',
    'PUBLIC_URL',
    'TRUSTED_HOPS',
    'GITHUB_API_URL',
    'GITHUB_TOKEN',
    'GITHUB_REPOSITORIES',
    'STREAM_URL',
    'STREAM_TERMS',
  ];
  for (const name of names) {
    for (const value of [TOKEN, EDITOR, `ghp_${'0'.repeat(36)}`, `https://me:${EDITOR}@x.test:x`]) {
      let said: readonly string[] = [];
      try {
        said = readConfig({ EDITOR_TOKEN: EDITOR, ...env, [name]: value }).warnings;
      } catch (error) {
        said = sentencesOf(error);
      }
      expect([name, secretsIn(said.join(' '), [TOKEN, EDITOR, '0000000'])]).toEqual([name, []]);
    }
  }
});
