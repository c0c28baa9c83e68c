import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener, RequestError } from '@hono/node-server';
import type { Hono } from 'hono';
import type { AnswerAtOnce } from './http/answer-at-once.ts';
import { refuse } from './http/refusal.ts';
import { listen, type Address } from './listen.ts';
import { MANIFEST_PATH } from '../protocol/paths.ts';

/** A server that listens. */
export interface RunningServer {
  readonly port: number;
  /** Takes no new connection, lets answers under way finish, and settles when all sockets are closed. */
  readonly close: () => Promise<void>;
}

/** How long an answer under way may still take once the server is told to close. */
const CLOSE_AFTER_MS = 2_000;

/**
 * Stands in the address of a request that names no host: HTTP/1.0 asks for none, and what load balancers probe with sends
 * none; of HTTP/1.1 it is refused (RFC 9112 §3.2). No page has an origin of this name (RFC 6761 §6.4).
 */
const NO_HOST = 'host.invalid';

/** What a server answers with. */
export interface Answers {
  readonly app: Hono;
  /** Asked first; the app answers what this leaves. */
  readonly answerAtOnce?: AnswerAtOnce;
}

/** Serves an app over HTTP; rejects with a sentence that names the port where it cannot listen. */
export async function startServer(
  { app, answerAtOnce }: Answers,
  address: Address,
): Promise<RunningServer> {
  const listener = getRequestListener(app.fetch, { errorHandler: refuseUnread });
  const hostless = getRequestListener(app.fetch, { hostname: NO_HOST, errorHandler: refuseUnread });
  // Nearly no request has a body, and a stream for it takes a tenth of an answer's processor time.
  const options = {
    keepAliveTimeout: 20_000,
    optimizeEmptyRequests: true,
    requireHostHeader: false,
  };
  const server = createServer(options, (incoming, outgoing) => {
    const { headers, httpVersion } = incoming;
    keepPollsSmall(incoming, outgoing);
    const isHostless = headers.host === undefined;
    const isRead = !isHostless || httpVersion === '1.0';
    if (isRead && answerAtOnce?.(incoming, outgoing)) return;
    void (isHostless && isRead ? hostless : listener)(incoming, outgoing);
  });
  await listen(server, address);
  return Object.freeze({
    port: (server.address() as AddressInfo).port,
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeIdleConnections();
      const timer = setTimeout(() => server.closeAllConnections(), CLOSE_AFTER_MS);
      await closed;
      clearTimeout(timer);
    },
  });
}

/** A request without an address that can be read: of HTTP/1.1 and without a host, or with a backslash, or a wrong host. */
function refuseUnread(error: unknown): Response {
  return error instanceof RequestError
    ? refuse(400, 'bad-request', `Its address or Host header cannot be read: ${error.message}.`)
    : refuse(500, 'invalid-response', 'The server failed at this.');
}

/**
 * A poll that finds nothing new is most of the traffic, and its answer is to stay under 160 bytes (docs/spec.md, X8). Node
 * would add Date, Connection and Keep-Alive: 84 bytes that say nothing, since HTTP/1.1 connections persist anyway.
 */
function keepPollsSmall(incoming: IncomingMessage, outgoing: ServerResponse): void {
  const isPoll = incoming.url === `/${MANIFEST_PATH}` || incoming.url?.startsWith('/v1/live/');
  if (!isPoll || !('if-none-match' in incoming.headers)) return;
  outgoing.sendDate = false;
  outgoing.removeHeader('connection');
}
