import { existsSync, readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import {
  ASSET_HEADERS,
  DATA_HEADERS,
  DOCUMENT_HEADERS,
  MEDIA_HEADERS,
  SCRIPT_HEADERS,
} from '../../src/proxy/security-headers.ts';

/** What a host answers for one path instead of its file. */
export interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: string | Uint8Array;
}

/** A static host with the server's own headers, whose deploys, lies and failures a test controls. */
export interface FixtureServer {
  readonly origin: string;
  /** The directory that is served from now on. */
  deploy(dist: string): void;
  /** Answers that go before any file; deleting one lifts it. */
  readonly answers: Map<string, Answer>;
  /** While true every connection is cut without a word. */
  setDown(isDown: boolean): void;
  /** Paths asked for since the start, in order. */
  readonly asked: readonly string[];
  close(): Promise<void>;
}

/** Listens on a free port of this machine. */
export async function startFixtureServer(dist: string): Promise<FixtureServer> {
  let root = dist;
  let isDown = false;
  const asked: string[] = [];
  const answers = new Map<string, Answer>();
  const server = createServer((request, response) => {
    if (isDown) return void request.socket.destroy();
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    asked.push(pathname);
    const { status, type, body } = answers.get(pathname) ?? fileAnswer(root, pathname);
    response.writeHead(status, {
      'content-type': type,
      'cache-control': 'no-cache',
      ...headersOf(type, pathname),
    });
    response.end(body);
  });
  server.keepAliveTimeout = 1;
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return Object.freeze({
    origin: `http://localhost:${(server.address() as AddressInfo).port}`,
    deploy: (next: string) => void (root = next),
    answers,
    asked,
    setDown(next: boolean) {
      isDown = next;
      if (next) server.closeAllConnections();
    },
    close: () =>
      new Promise<void>((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  });
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.webmanifest': 'application/manifest+json',
};

function fileAnswer(root: string, path: string): Answer {
  const file = join(root, path);
  if (existsSync(file) && statSync(file).isFile()) {
    return { status: 200, type: TYPES[extname(file)] ?? 'text/plain', body: readFileSync(file) };
  }
  // Addresses of the site are its page; whatever has an extension and is not there, is not there (fault S3).
  if (extname(path) !== '') return { status: 404, type: 'text/plain', body: 'not here' };
  return { status: 200, type: TYPES['.html']!, body: readFileSync(join(root, 'index.html')) };
}

function headersOf(type: string, path: string): Readonly<Record<string, string>> {
  if (path.startsWith('/v1/media/')) return MEDIA_HEADERS;
  if (type.startsWith('text/html')) return DOCUMENT_HEADERS;
  if (type.startsWith('text/javascript')) return SCRIPT_HEADERS;
  return type.startsWith('application/json') ? DATA_HEADERS : ASSET_HEADERS;
}
