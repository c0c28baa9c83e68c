import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { sampleBase } from '../../../src/emulator/sample/base.ts';
import type { SeedBase } from '../../../src/emulator/seed.ts';
import { startEmulator, type RunningEmulator } from '../../../src/emulator/server.ts';
import type { UploadedFile } from '../../../src/emulator/upload-attachment.ts';
import { startFaultProxy, type FaultProxy } from '../../fakes/fault-proxy.ts';
import { freePort } from '../../fakes/free-port.ts';

/** The whole system as `npm start` runs it, in a process of its own behind a network that a test can break. */
export interface SiteWorld {
  /** What browsers use; it stays the same while the server behind it stops and starts. */
  readonly url: string;
  readonly network: FaultProxy;
  /** One more network to the same server, and so an origin of its own: its readers have never been here. */
  readonly anotherNetwork: () => Promise<FaultProxy>;
  /** Starts the server again on the same data, or on none (`fresh`: another log); its editors' token may be another. */
  readonly startServer: (options?: {
    readonly fresh?: true;
    readonly root?: string;
    readonly editorToken?: string;
  }) => Promise<void>;
  /** Ends the server as an operator does (SIGTERM), or as a crash does. */
  readonly stopServer: (signal?: 'SIGTERM' | 'SIGKILL') => Promise<void>;
  /** What the server has printed. */
  readonly output: () => string;
  /** The newest article of the sample base: it stands first on /blog. */
  readonly newest: { readonly id: string; readonly slug: string; readonly title: string };
  /** Puts a file into an attachment cell (`articles/rec…/image`) of the sample base, as a person in the grid does. */
  readonly upload: (cell: string, file: UploadedFile) => Promise<void>;
  /** Changes the sample base as a person in the grid does, which costs the server none of its calls. */
  readonly addRow: (table: string, fields: Fields) => Promise<{ readonly id: string }>;
  readonly editRow: (table: string, id: string, fields: Fields) => Promise<void>;
  readonly removeRow: (table: string, id: string) => Promise<void>;
  /** Lets the emulated Airtable go wrong (src/emulator/faults.ts); without a fault it is well again. */
  readonly breakAirtable: (fault?: Fields) => Promise<void>;
  /** A record as Airtable's own Web API answers it. */
  readonly upstreamRecord: (table: string, id: string) => Promise<{ readonly fields: Fields }>;
  /** The rows of a table as its grid has them, by column; looking costs the server none of its calls. */
  readonly upstreamTable: (
    table: string,
  ) => Promise<readonly { readonly id: string; readonly fields: Fields }[]>;
  /** Posts to the emulated stream: one `text`, or `postsPerSecond` for so many `seconds`. */
  readonly steerStream: (what: Fields) => Promise<void>;
  readonly manifest: () => Promise<SeenManifest>;
  /** An object as the server has it, parsed. */
  readonly object: (hash: string) => Promise<unknown>;
  /** Copies what the server keeps, which has to be stopped. */
  readonly copyData: (folder: string) => Promise<void>;
  readonly close: () => Promise<void>;
}

/** What tests look at in a manifest. */
export interface SeenManifest {
  readonly log: string;
  readonly seq: number;
  readonly collections: Readonly<Record<string, SeenCollection>>;
}

/** One collection's line in a manifest. */
interface SeenCollection {
  readonly root: string;
  readonly head: string;
  readonly count: number;
}

/** Cells by field name, as the Web API writes them. */
export type Fields = Readonly<Record<string, unknown>>;

/** What `startSite` may be told. */
export interface SiteOptions {
  /** The tree whose server and build are run; this one. */
  readonly root?: string;
  /** Another base than the sample, read like a real one: the server is given its address, id and token. */
  readonly base?: SeedBase;
  /** What an earlier server left, to begin with a copy of it; nothing. */
  readonly data?: string;
}

/** Starts the built site (`npm run build` comes first) with the sample base on free ports. */
export async function startSite(options: SiteOptions = {}): Promise<SiteWorld> {
  const folder = await mkdtemp(join(tmpdir(), 'offprint-site-'));
  if (options.data) await cp(options.data, join(folder, 'data-0'), { recursive: true });
  const [port, airtablePort] = [await freePort(), await freePort()];
  const networks: FaultProxy[] = [];
  const anotherNetwork = async () => {
    const next = await startFaultProxy({ target: { host: '127.0.0.1', port } });
    networks.push(next);
    return next;
  };
  const network = await anotherNetwork();
  const { base } = options;
  const ownBase: RunningEmulator | undefined =
    base && (await startEmulator({ base, port: airtablePort, dataDir: join(folder, 'airtable') }));
  const realBase = base &&
    ownBase && {
      AIRTABLE_TOKEN: base.tokens[0],
      AIRTABLE_BASE_ID: base.id,
      AIRTABLE_API_URL: ownBase.url,
    };
  let generation = 0;
  let server: ChildProcess | undefined;
  let output = '';

  async function startServer({
    fresh,
    root = options.root ?? ROOT,
    editorToken,
  }: StartOptions = {}): Promise<void> {
    if (fresh) generation++;
    const child = spawn(join(ROOT, 'node_modules/.bin/node'), ['src/proxy/main.ts'], {
      cwd: root,
      env: {
        ...process.env,
        PORT: String(port),
        AIRTABLE_PORT: String(airtablePort),
        ...realBase,
        ...(editorToken && { EDITOR_TOKEN: editorToken }),
        DATA_DIR: join(folder, `data-${generation}`),
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    server = child;
    child.stdout.on('data', (text: Buffer) => (output += text.toString()));
    child.stderr.on('data', (text: Buffer) => (output += text.toString()));
    const isReady = new Promise<void>((settle) => {
      const look = () => output.slice(begun).includes('ready http') && settle();
      child.stdout.on('data', look);
    });
    const begun = output.length;
    const ended = once(child, 'exit').then(() => {
      throw new Error(`the server ended at its start:\n${output.slice(begun)}`);
    });
    await Promise.race([isReady, ended]);
    ended.catch(() => undefined);
    await untilPicturesAreHere();
  }

  /** Text is published first, its pictures some seconds later: most tests begin with both. */
  async function untilPicturesAreHere(): Promise<void> {
    for (let i = 0; i < 300; i++) {
      const { media } = (await served('status')) as { media: { pending: number } };
      if (media.pending === 0) return;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error(`pictures were missing half a minute after the start:\n${output}`);
  }

  async function stopServer(signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<void> {
    if (!server || server.exitCode !== null || server.signalCode !== null) return;
    const exited = once(server, 'exit');
    server.kill(signal);
    await exited;
  }

  async function airtable(method: string, path: string, init: RequestInit = {}): Promise<unknown> {
    const response = await fetch(`http://127.0.0.1:${airtablePort}${path}`, { method, ...init });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return JSON.parse(text);
  }

  async function grid(method: string, path: string, fields?: Fields): Promise<{ id: string }> {
    const body = fields && { body: JSON.stringify({ fields }) };
    return (await airtable(method, `/_emulator/grid/${path}`, body)) as { id: string };
  }

  async function served(path: string): Promise<unknown> {
    const response = await fetch(`http://127.0.0.1:${port}/v1/${path}`);
    if (!response.ok) throw new Error(`${path}: ${response.status}`);
    return response.json();
  }

  await startServer();
  return Object.freeze({
    url: network.url,
    network,
    anotherNetwork,
    startServer,
    stopServer,
    output: () => output,
    newest: newestArticle(),
    addRow: (table: string, fields: Fields) => grid('POST', table, fields),
    async editRow(table: string, id: string, fields: Fields) {
      await grid('PATCH', `${table}/${id}`, fields);
    },
    async removeRow(table: string, id: string) {
      await grid('DELETE', `${table}/${id}`);
    },
    async upload(cell: string, { filename, type, bytes }: UploadedFile) {
      const path = `/_emulator/grid/${cell}?filename=${encodeURIComponent(filename)}`;
      const body = new Uint8Array(bytes);
      await airtable('POST', path, { headers: { 'content-type': type }, body });
    },
    async breakAirtable(fault?: Fields) {
      const call = fault ? 'POST' : 'DELETE';
      await airtable(call, '/_emulator/faults', fault && { body: JSON.stringify(fault) });
    },
    async upstreamRecord(table: string, id: string) {
      const headers = { authorization: `Bearer ${sampleBase.tokens[0]!}` };
      const path = `/v0/${sampleBase.id}/${table}/${id}`;
      return (await airtable('GET', path, { headers })) as { fields: Fields };
    },
    async upstreamTable(table: string) {
      const sheet = (await airtable('GET', `/_emulator/grid/${table}`)) as Sheet;
      const nameById = new Map(sheet.fields.map(({ id, name }) => [id, name]));
      return sheet.records.map(({ id, fields }) => {
        const cells = Object.entries(fields).map(([field, cell]) => [nameById.get(field), cell]);
        return { id, fields: Object.fromEntries(cells) as Fields };
      });
    },
    async steerStream(what: Fields) {
      await airtable('POST', '/_emulator/stream', { body: JSON.stringify(what) });
    },
    manifest: async () => (await served('manifest.json')) as SeenManifest,
    object: (hash: string) => served(`o/${hash}.json`),
    copyData: (to: string) => cp(join(folder, `data-${generation}`), to, { recursive: true }),
    async close() {
      await stopServer();
      for (const one of networks) await one.close();
      await ownBase?.close();
      await rm(folder, { recursive: true, force: true });
    },
  });
}

/** Pictures are published as they arrive, after the text; every row of the sample that may have one has one. */
export async function hasAllPictures(world: SiteWorld): Promise<boolean> {
  const { collections } = await world.manifest();
  for (const { head } of Object.values(collections)) {
    if (head === undefined) continue;
    const { rows } = (await world.object(head)) as { rows: { image?: string }[] };
    if (rows.some(({ image }) => image === '')) return false;
  }
  return true;
}

interface Sheet {
  readonly fields: readonly { readonly id: string; readonly name: string }[];
  readonly records: readonly { readonly id: string; readonly fields: Fields }[];
}

interface StartOptions {
  readonly fresh?: true;
  readonly root?: string;
  readonly editorToken?: string;
}

const ROOT = resolve(import.meta.dirname, '../../..');

function newestArticle(): SiteWorld['newest'] {
  const { records } = sampleBase.tables.find(({ name }) => name === 'articles')!;
  const text = (record: (typeof records)[number], name: string) => String(record.fields[name]);
  const newestFirst = records.toSorted((a, b) =>
    text(b, 'published_at').localeCompare(text(a, 'published_at')),
  );
  const newest = newestFirst[0]!;
  return { id: newest.id, slug: text(newest, 'slug'), title: text(newest, 'title') };
}
