import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { decodeAttachments } from '../../../src/proxy/decode/decode-attachments.ts';
import { isAllowedMediaUrl } from '../../../src/proxy/media/allowed-url.ts';
import { download } from '../../../src/proxy/media/download.ts';
import { createGuardedFetch, type LookupAll } from '../../../src/proxy/media/guarded-fetch.ts';
import { systemClock } from '../../../src/proxy/clock.ts';

const API = 'https://api.airtable.com';

/** This machine, in every spelling that something between here and a socket might understand. */
const NEIGHBOURS = [
  '127.0.0.1',
  '127.1',
  '127.255.255.254',
  '2130706433',
  '0x7f000001',
  '0x7f.0.0.1',
  '0177.0.0.1',
  '017700000001',
  '0',
  '0.0.0.0',
  '[::1]',
  '[::]',
  '[::ffff:127.0.0.1]',
  '[::ffff:7f00:1]',
  '[0:0:0:0:0:ffff:7f00:1]',
  '[64:ff9b::7f00:1]',
  '[2002:7f00:1::]',
  'localhost',
  'LOCALHOST',
  'localhost.',
  'a.localhost',
  '127.0.0.1.',
  '①②⑦.⓪.⓪.①',
  '１２７.0.0.1',
  'loc%61lhost',
  '127%2e0%2e0%2e1',
  'rebound.test',
];

/** Names of Airtable's file hosts, and what looks like them. */
const LOOKALIKES = [
  'v5.airtableusercontent.com.rebound.test',
  'airtableusercontent.com',
  'xairtableusercontent.com',
  'v5-airtableusercontent.com',
  'dl.airtable.com.rebound.test',
  'dl.airtable.com.',
  'xdl.airtable.com',
  'a.dl.airtable.com',
  'dl.airtable.co',
  'dl.ạirtable.com',
  'dl。airtable。com.rebound.test',
  'airtable.com',
  'api.airtable.com',
];

/** How a host may be written down as an address; `port` is where the neighbour listens. */
const forms = (host: string, port: number): readonly string[] => [
  `http://${host}:${port}/a`,
  `https://${host}:${port}/a`,
  `http://dl.airtable.com@${host}:${port}/a`,
  `https://dl.airtable.com:443@${host}:${port}/a`,
  `https:\\\\${host}:${port}\\a`,
  `https:/${host}:${port}/a`,
  `https:${host}:${port}/a`,
  `  https://${host}:${port}/a\n`,
  `ht\ntps://${host}:${port}/a`,
  `//${host}:${port}/a`,
  `https://${host}:${port}#@dl.airtable.com/`,
  `https://${host}:${port}?dl.airtable.com/`,
  `https://dl.airtable.com%2f@${host}:${port}/`,
  `ws://${host}:${port}/a`,
  `ftp://${host}:${port}/a`,
];
const ODD = [
  'file:///etc/passwd',
  'data:image/png;base64,AAAA',
  'blob:https://dl.airtable.com/a',
  'javascript:1',
  'gopher://dl.airtable.com/1',
  'https://dl.airtable.com:22/a',
  'https://user:word@dl.airtable.com/a',
  'http://dl.airtable.com/a',
  'https://',
  'https://dl.airtable.com:99999/a',
  'nonsense',
  '',
  '\0',
];

/** A service of this machine that nobody is to reach. */
async function neighbour() {
  let connections = 0;
  const server = createServer((_, response) => response.end('secret'));
  server.on('connection', () => connections++);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return { port: (server.address() as AddressInfo).port, connections: () => connections };
}

test('[figure R23] no address of an attachment leads to a neighbour, by itself or through redirects, whatever names mean', async () => {
  const { port, connections } = await neighbour();
  const hostile = [
    ...[...NEIGHBOURS, ...LOOKALIKES].flatMap((host) => forms(host, port)),
    ...LOOKALIKES.map((host) => `https://${host}/a`),
    ...ODD,
  ];
  expect(hostile.length).toBeGreaterThan(200);
  const looked: string[] = [];
  /** Every name leads to this machine: Airtable's own too, as by a poisoned cache. */
  const everythingIsHere: LookupAll = (hostname, callback) => {
    looked.push(hostname);
    callback(null, [
      { address: '127.0.0.1', family: 4 },
      { address: '::ffff:127.0.0.1', family: 6 },
    ]);
  };
  const guarded = createGuardedFetch(API, everythingIsHere);
  const never = new AbortController().signal;
  const common = { apiUrl: API, clock: systemClock, maxBytes: 1_000 };
  const via = (location: string) => (request: Request) =>
    request.url.endsWith('/redirects') ? Promise.resolve(redirect(location)) : guarded(request);
  for (const address of hostile) {
    expect([address, isAllowedMediaUrl(address, API)]).toEqual([address, false]);
    const ways = [
      download(address, { ...common, fetch: guarded }, never),
      download('https://dl.airtable.com/redirects', { ...common, fetch: via(address) }, never),
      // The one that connects is the last to be asked, and asks nobody either.
      isRequest(address) ? guarded(new Request(address)) : Promise.reject(new Error('no address')),
    ];
    const ends = await Promise.allSettled(ways);
    expect([address, ...ends.map(({ status }) => status)]).toEqual([
      address,
      'rejected',
      'rejected',
      'rejected',
    ]);
  }
  // Airtable's own names are looked up, and found to lead where nothing of Airtable's is.
  for (const own of ['https://dl.airtable.com/a', 'https://v5.airtableusercontent.com/a']) {
    expect(isAllowedMediaUrl(own, API)).toBe(true);
    await expect(download(own, { ...common, fetch: guarded }, never)).rejects.toThrow(
      'its host has no public address',
    );
  }
  // To a parser of today this is a path of Airtable's host; to an older one it was the neighbour's.
  const split = `https://dl.airtable.com\\@127.0.0.1:${port}/`;
  await expect(download(split, { ...common, fetch: guarded }, never)).rejects.toThrow(
    'its host has no public address',
  );
  expect(looked.at(-1)).toBe('dl.airtable.com');
  expect(connections()).toBe(0);
});

test('[figure R23] an attachment’s address is never published, whatever it is and whatever else the cell says', () => {
  const cells = ODD.concat('https://dl.airtable.com/a?secret').map((url, i) => [
    {
      id: `att${i}`,
      url,
      filename: url,
      type: url,
      size: -1,
      width: 'x',
      thumbnails: { small: { url } },
    },
  ]);
  for (const cell of cells) {
    const asked: string[] = [];
    const { value, problem = '' } = decodeAttachments('attachments', cell, {
      mirrored: ({ url }) => {
        asked.push(url);
        return undefined;
      },
      before: () => undefined,
    });
    expect(asked).toHaveLength(1);
    expect(value).toMatchObject([{ src: '', type: '', size: 0, width: null }]);
    expect(Object.keys((value as object[])[0]!)).not.toContain('url');
    expect(problem).not.toContain('://');
  }
});

/** As a server's answer may have it; the platform's own `Response.redirect` would refuse most of these. */
function redirect(location: string): Response {
  const headers = new Headers();
  // A header cannot hold what is no Latin-1, nor line ends: servers send it escaped.
  headers.set('location', encodeURI(location.trim()).replaceAll('%25', '%'));
  return new Response(null, { status: 302, headers });
}

function isRequest(address: string): boolean {
  try {
    return /^https?:$/.test(new URL(new Request(address).url).protocol);
  } catch {
    return false;
  }
}
