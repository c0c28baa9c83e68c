import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';

/** A host of plain files, as simple as they come: no headers of ours, no compression, no rules. */
export interface StaticHost {
  readonly url: string;
  /** What was asked for and is not there, each with its query. */
  readonly missing: string[];
  readonly close: () => Promise<void>;
}

/** Serves a folder below `/` or `/sub/path/`, as the well-known hosts do: `index.html` for a folder, `404.html` for the rest. */
export async function startStaticHost(folder: string, base: string): Promise<StaticHost> {
  const missing: string[] = [];
  const server = createServer((request, response) => {
    const [asked = '', query = ''] = request.url!.split('?');
    const path = decodeURIComponent(asked);
    void answerTo(path, query).then(({ status, type, location, bytes }) => {
      if (status === 404) missing.push(request.url!);
      response
        .writeHead(status, { 'content-type': type, ...(location && { location }) })
        .end(bytes);
    });
  });
  const read = (path: string) => readFile(join(folder, path)).catch(() => undefined);

  async function answerTo(path: string, query: string) {
    const inner = path.startsWith(base) ? path.slice(base.length) : undefined;
    const found = inner === undefined ? undefined : await read(inner);
    if (found) return { status: 200, type: TYPES[extname(path)] ?? 'text/plain', bytes: found };
    const index = inner === undefined ? undefined : await read(join(inner, 'index.html'));
    if (index && !path.endsWith('/'))
      return { status: 301, type: 'text/plain', location: `${path}/?${query}` };
    if (index) return { status: 200, type: 'text/html', bytes: index };
    return { status: 404, type: 'text/html', bytes: await read('404.html') };
  }

  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    missing,
    close: async () => {
      if (!server.listening) return;
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
  '.webmanifest': 'application/manifest+json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.webp': 'image/webp',
};
