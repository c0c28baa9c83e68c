import { once } from 'node:events';
import { createServer as listen, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createRoot } from 'solid-js';
import { expect, it, onTestFinished } from 'vitest';
import { createServer } from '../../src/site/create-server.ts';

/** A page that asks a server, whose answers are given by hand. */
async function openPage() {
  const asked: ServerResponse[] = [];
  const host = listen((_, response) => void asked.push(response)).listen(0, '127.0.0.1');
  await once(host, 'listening');
  onTestFinished(() => host.close().closeAllConnections());
  const { port } = host.address() as AddressInfo;
  const live = createRoot((dispose) => {
    onTestFinished(dispose);
    return createServer(`http://127.0.0.1:${port}/`);
  });
  const answer = (index: number, status: number) => {
    asked[index]!.writeHead(status, { 'content-type': 'text/html' }).end();
  };
  const ask = async () => {
    const arrived = once(host, 'request');
    const answered = live.ask();
    await arrived;
    return { answered };
  };
  return { server: live.server, ask, again: live.ask, answer, count: () => asked.length };
}

it('[P7] keeps the answer to the later question where that to an earlier one is slower', async () => {
  const { server, ask, answer } = await openPage();
  expect(server()).toBeUndefined();
  const first = await ask();
  const second = await ask();
  answer(1, 404);
  await second.answered;
  expect(server()).toBe('plain-files');
  answer(0, 502);
  await first.answered;
  expect(server()).toBe('plain-files');
});

it('shows each answer in its turn, and asks a host of plain files no more', async () => {
  const { server, ask, again, answer, count } = await openPage();
  const [first, second] = [await ask(), await ask()];
  answer(0, 502);
  await first.answered;
  expect(server()).toBe('unreachable');
  answer(1, 404);
  await second.answered;
  expect(server()).toBe('plain-files');
  await again();
  expect(count()).toBe(2);
});
