import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createGuardedFetch, type LookupAll } from '../../../src/proxy/media/guarded-fetch.ts';
import { isPublicAddress } from '../../../src/proxy/media/public-address.ts';

const REFUSAL = 'its host has no public address';

async function neighbour(status = 200, headers: Record<string, string> = {}) {
  let connections = 0;
  const server = createServer((_request, response) =>
    response.writeHead(status, headers).end('secret'),
  );
  server.on('connection', () => connections++);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return { port: (server.address() as AddressInfo).port, connections: () => connections };
}

const answering =
  (...addresses: string[]): LookupAll =>
  (_hostname, callback) =>
    callback(
      null,
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    );

describe('createGuardedFetch', () => {
  test('[X7][figure R23] connects to no private address, whether a name leads there or a number', async () => {
    const { port, connections } = await neighbour();
    const byName = createGuardedFetch('https://api.airtable.com', answering('127.0.0.1', '::1'));
    const byNumber = createGuardedFetch('https://api.airtable.com');
    await expect(byName(new Request(`http://dl.airtable.com:${port}/a`))).rejects.toThrow(REFUSAL);
    await expect(byNumber(new Request(`http://127.0.0.1:${port}/a`))).rejects.toThrow(REFUSAL);
    await expect(byNumber(new Request(`http://[::1]:${port}/a`))).rejects.toThrow(REFUSAL);
    await expect(byNumber(new Request(`http://localhost:${port}/a`))).rejects.toThrow(REFUSAL);
    expect(connections()).toBe(0);
  });

  test('reads from this machine while the API itself is on it, and from no other private address even then', async () => {
    const { port } = await neighbour();
    for (const api of ['http://localhost:1', 'http://127.0.0.1:1', 'http://[::1]:1']) {
      const response = await createGuardedFetch(api)(new Request(`http://127.0.0.1:${port}/a`));
      expect(await response.text()).toBe('secret');
    }
    const led = createGuardedFetch('http://localhost:1', answering('10.0.0.7'));
    await expect(led(new Request('http://files.test/a'))).rejects.toThrow(REFUSAL);
  });

  test('fails for a status that no response can have, and ends nothing but that request', async () => {
    const { port } = await neighbour(999);
    const fetch = createGuardedFetch('http://localhost:1');
    await expect(fetch(new Request(`http://127.0.0.1:${port}/`))).rejects.toThrow(/status/);
  });

  test('[X7] hands a redirect to its caller instead of following it', async () => {
    const { port } = await neighbour(302, { location: 'http://169.254.169.254/' });
    const fetch = createGuardedFetch('http://localhost:1');
    const response = await fetch(new Request(`http://127.0.0.1:${port}/`));
    expect([response.status, response.headers.get('location')]).toEqual([
      302,
      'http://169.254.169.254/',
    ]);
  });
});

test.each(['8.8.8.8', '1.1.1.1', '172.15.0.1', '172.32.0.1', '2606:4700::1111', '2a00:1450::1'])(
  '%s is public',
  (address) => expect(isPublicAddress(address)).toBe(true),
);

test.each([
  '0.0.0.0',
  '10.1.2.3',
  '100.64.0.1',
  '127.8.8.8',
  '169.254.169.254',
  '172.31.255.255',
  '192.168.1.1',
  '198.19.0.1',
  '224.0.0.1',
  '255.255.255.255',
  '::',
  '::1',
  '::ffff:8.8.8.8',
  '64:ff9b::7f00:1',
  'fc00::1',
  'fe80::1',
  'ff02::1',
  '2001:db8::1',
  '2002:7f00:1::',
  'localhost',
  '',
])('[X7][figure R23] %s is not', (address) => expect(isPublicAddress(address)).toBe(false));
