import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { stripTypeScriptTypes } from 'node:module';
import type { AddressInfo } from 'node:net';

/** Serves `fixtures/` on a free port: the pages this kit proves itself with. `/strict` is `/page` under the strictest policy. */
export async function startFixtureServer(): Promise<{
  readonly host: string;
  readonly port: number;
  readonly close: () => Promise<void>;
}> {
  const server = createServer((incoming, response) => {
    const path = new URL(incoming.url ?? '/', 'http://localhost').pathname;
    const fixture = fixturesByPath[path];
    if (fixture === undefined)
      return response.writeHead(404, { 'cache-control': 'no-store' }).end();
    return response
      .writeHead(200, { 'content-type': fixture.type, ...fixture.headers })
      .end(fixture.body());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    host: '127.0.0.1',
    port: (server.address() as AddressInfo).port,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

interface Fixture {
  readonly type: string;
  readonly body: () => string;
  readonly headers?: Readonly<Record<string, string>>;
}

const STRICT = [
  "default-src 'self'",
  "img-src 'self' data:",
  "object-src 'none'",
  "base-uri 'none'",
  "require-trusted-types-for 'script'",
  'trusted-types default',
].join('; ');

const page = html(new URL('./fixtures/page.html', import.meta.url));

const fixturesByPath: Readonly<Record<string, Fixture>> = {
  '/page': page,
  '/strict': { ...page, headers: { 'content-security-policy': STRICT } },
  '/inaccessible': html(new URL('./fixtures/inaccessible.html', import.meta.url)),
  '/page.js': script(new URL('./fixtures/page.ts', import.meta.url)),
  '/shared-worker.js': script(new URL('./fixtures/shared-worker.ts', import.meta.url)),
  '/value.json': { type: 'application/json', body: () => '{"value":1}' },
};

function html(file: URL): Fixture {
  return { type: 'text/html', body: () => readFileSync(file, 'utf8') };
}

function script(file: URL): Fixture {
  return { type: 'text/javascript', body: () => stripTypeScriptTypes(readFileSync(file, 'utf8')) };
}
