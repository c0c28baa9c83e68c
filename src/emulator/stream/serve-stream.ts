import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';

import { WebSocketServer, type ServerSocket } from 'ws';

import type { Stream, StreamMessage } from './stream.ts';

/** A reader that lets this much pile up is too slow, and is let go of; it comes back with its cursor. */
const MAX_WAITING_BYTES = 4 * 1024 * 1024;

/** Serves `/subscribe` beside a server's HTTP, as Jetstream does; returns the way to let go of everybody. */
export function serveStream(server: Server, stream: Stream): { readonly dropAll: () => void } {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: 64 * 1024 });
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    // Whoever breaks off while this is answered is gone; a socket's error that nobody hears ends the process.
    socket.on('error', () => undefined);
    // Not each address is a URL: `//` is none.
    const url = URL.parse(request.url ?? '/', 'http://emulator');
    if (url?.pathname !== '/subscribe') return void socket.end('HTTP/1.1 404 Not Found\r\n\r\n');
    sockets.handleUpgrade(request, socket, head, (opened) => send(opened, url.searchParams));
  });

  function send(socket: ServerSocket, query: URLSearchParams): void {
    const isWanted = filterOf(query);
    const say = (message: StreamMessage): void => {
      if (socket.bufferedAmount > MAX_WAITING_BYTES) socket.terminate();
      else if (isWanted(message)) socket.send(message.text);
    };
    const cursor = Number(query.get('cursor') ?? Number.NaN);
    if (Number.isSafeInteger(cursor)) stream.since(cursor).forEach(say);
    const stop = stream.listen(say);
    socket.on('close', stop);
    // A close follows.
    socket.on('error', () => undefined);
  }

  return Object.freeze({
    dropAll: () => {
      for (const socket of sockets.clients) socket.terminate();
    },
  });
}

/** `wantedCollections` are names, or their beginnings with `*`; `wantedDids` are whole. Without any, all are wanted. */
function filterOf(query: URLSearchParams): (message: StreamMessage) => boolean {
  const collections = query.getAll('wantedCollections');
  const dids = new Set(query.getAll('wantedDids'));
  const isOf = (collection: string) =>
    collections.some((wanted) =>
      wanted.endsWith('*') ? collection.startsWith(wanted.slice(0, -1)) : collection === wanted,
    );
  return ({ collection, did }) =>
    (collections.length === 0 || isOf(collection)) && (dids.size === 0 || dids.has(did));
}
