import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MEMORY_ENV } from '../../src/proxy/memory-env.ts';
import { freePort } from '../fakes/free-port.ts';
import type { Measurement } from './measurement.ts';
import type { ServerNews, ServerTask } from './server-process.ts';

/**
 * The server's own figures for a base of this size: what publishing one changed record costs in processor time, what
 * stays in memory, and answers a second beside nginx on the same core. The last needs Debian's nginx and wrk and two
 * cores, and is left out where they are missing.
 */
export async function measureServer(articles: number): Promise<readonly Measurement[]> {
  const server = await startServerProcess(articles);
  try {
    const figures: Measurement[] = [];
    for (let i = 0; i < WARM_UP; i++) await server.change();
    const cpuMs = [];
    for (let i = 0; i < CHANGES; i++) cpuMs.push(await server.change());
    figures.push(
      {
        articles,
        what: 'server: one change published, processor time',
        unit: 'ms',
        samples: cpuMs,
        limit: { value: 15 },
      },
      {
        articles,
        what: 'server: resident memory',
        unit: 'MB',
        samples: [server.residentMb],
        limit: { value: 250 },
      },
    );
    if (hasPrograms()) figures.push(...(await compareWithNginx(server, articles)));
    return figures;
  } finally {
    await server.stop();
  }
}

const WARM_UP = 20;
const CHANGES = 40;

interface ServerProcess {
  readonly port: number;
  readonly dataDir: string;
  readonly residentMb: number;
  /** Milliseconds of processor time. */
  readonly change: () => Promise<number>;
  readonly stop: () => Promise<void>;
}

async function startServerProcess(articles: number): Promise<ServerProcess> {
  const script = join(import.meta.dirname, 'server-process.ts');
  const args = [...onCore(0), process.execPath, '--expose-gc', script, String(articles)];
  const child = spawn(args[0]!, args.slice(1), {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    env: { ...MEMORY_ENV, ...process.env },
  });
  const ready = await newsOf(child, 'ready');
  return Object.freeze({
    ...ready,
    async change() {
      const changed = newsOf(child, 'changed');
      tell(child, { kind: 'change' });
      return (await changed).cpuMs;
    },
    async stop() {
      const gone = once(child, 'exit');
      tell(child, { kind: 'stop' });
      await gone;
    },
  });
}

function newsOf<Kind extends ServerNews['kind']>(
  child: ChildProcess,
  kind: Kind,
): Promise<Extract<ServerNews, { kind: Kind }>> {
  return new Promise((resolve, reject) => {
    const onMessage = (news: ServerNews) => {
      if (news.kind !== kind) return;
      child.off('message', onMessage).off('exit', onExit);
      resolve(news as Extract<ServerNews, { kind: Kind }>);
    };
    const onExit = (code: number | null) => reject(new Error(`the bench's server ended: ${code}`));
    child.on('message', onMessage).on('exit', onExit);
  });
}

function tell(child: ChildProcess, task: ServerTask): void {
  child.send(task);
}

/** Answers a second for the poll that finds nothing, and for an object, each beside nginx with the same files. */
async function compareWithNginx(
  { port, dataDir }: ServerProcess,
  articles: number,
): Promise<readonly Measurement[]> {
  const nginx = await startNginx(
    dataDir,
    await bodyOf(`http://127.0.0.1:${port}/v1/manifest.json`),
  );
  try {
    const figures: Measurement[] = [];
    for (const path of ['/v1/manifest.json', await objectPathOf(port)]) {
      const isPoll = path.endsWith('manifest.json');
      const rateOf = async (at: number) => {
        const address = `http://127.0.0.1:${at}${path}`;
        return answersPerSecond(address, isPoll ? await etagOf(address) : undefined);
      };
      const samples: number[] = [];
      const floor: number[] = [];
      for (let i = 0; i < 3; i++) {
        samples.push(await rateOf(port));
        floor.push(await rateOf(nginx.port));
      }
      const what = `server: ${isPoll ? 'polls that find nothing' : 'objects'} a second, beside nginx`;
      figures.push({ articles, what, unit: '/s', samples, floor, limit: { atLeast: 0.5 } });
    }
    return figures;
  } finally {
    await nginx.stop();
  }
}

/** One worker on the server's core, the objects as they lie on disk, gzipped ones beside them. */
async function startNginx(dataDir: string, manifest: string) {
  const folder = await mkdtemp(join(tmpdir(), 'offprint-bench-nginx-'));
  const port = await freePort();
  await writeFile(join(folder, 'manifest.json'), manifest);
  await writeFile(
    join(folder, 'nginx.conf'),
    `${process.getuid?.() === 0 ? 'user root;' : ''} daemon off; worker_processes 1; pid ${folder}/pid; error_log ${folder}/error.log;
events { worker_connections 1024; }
http {
  access_log off; sendfile on; tcp_nopush on; keepalive_requests 1000000; gzip_static on;
  types { application/json json; }
  client_body_temp_path ${folder}; proxy_temp_path ${folder}; fastcgi_temp_path ${folder};
  uwsgi_temp_path ${folder}; scgi_temp_path ${folder};
  server {
    listen 127.0.0.1:${port};
    location = /v1/manifest.json { alias ${folder}/manifest.json; add_header Cache-Control no-cache; }
    location /v1/o/ { alias ${dataDir}/o/; add_header Cache-Control "public, max-age=31536000, immutable"; }
  }
}`,
  );
  const [program, ...rest] = [...onCore(0), 'nginx', '-c', join(folder, 'nginx.conf')];
  const child = spawn(program!, rest, { stdio: 'ignore' });
  await untilAnswered(`http://127.0.0.1:${port}/v1/manifest.json`);
  return {
    port,
    async stop() {
      const gone = once(child, 'exit');
      child.kill('SIGTERM');
      await gone;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function answersPerSecond(address: string, etag: string | undefined): number {
  const head = etag === undefined ? [] : ['-H', `If-None-Match: ${etag}`];
  const load = ['wrk', '-t1', '-c32', '-d3s', '-H', 'Accept-Encoding: gzip', ...head, address];
  const [program, ...rest] = [...onCore(1), ...load];
  const said = execFileSync(program!, rest, { encoding: 'utf8' });
  if (/Non-2xx/.test(said) && etag === undefined) throw new Error(`wrk ${address}: ${said}`);
  return Number(/Requests\/sec:\s+([\d.]+)/.exec(said)?.[1]);
}

async function objectPathOf(port: number): Promise<string> {
  const manifest = JSON.parse(await bodyOf(`http://127.0.0.1:${port}/v1/manifest.json`)) as {
    collections: Record<string, { root: string }>;
  };
  const root = manifest.collections['articles']!.root;
  const { chunks } = JSON.parse(await bodyOf(`http://127.0.0.1:${port}/v1/o/${root}.json`)) as {
    chunks: { hash: string }[];
  };
  return `/v1/o/${chunks[0]!.hash}.json`;
}

async function bodyOf(address: string): Promise<string> {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`${address}: ${response.status}`);
  return response.text();
}

async function etagOf(address: string): Promise<string> {
  const response = await fetch(address);
  await response.arrayBuffer();
  return response.headers.get('etag') ?? '';
}

async function untilAnswered(address: string): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    const isUp = await fetch(address).then(
      () => true,
      () => false,
    );
    if (isUp) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`${address} did not answer`);
}

function hasPrograms(): boolean {
  return ['nginx', 'wrk', 'taskset'].every((name) => {
    try {
      execFileSync('sh', ['-c', `command -v ${name}`], { stdio: 'ignore' });
      return true;
    } catch {
      return false;
    }
  });
}

/** Runs what follows on one core, so that server and client do not share one; nothing where the system cannot. */
function onCore(core: number): readonly string[] {
  return process.platform === 'linux' ? ['taskset', '-c', String(core)] : [];
}
