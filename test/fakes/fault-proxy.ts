import {
  createServer,
  request,
  type IncomingMessage,
  type RequestListener,
  type ServerResponse,
} from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { createFaultList, type Fault } from './fault.ts';
import { faultyBody, untilAborted } from './faulty-body.ts';

/** Where requests go. */
export interface Target {
  readonly host: string;
  readonly port: number;
}

/** One request as it reached the proxy, in order of arrival. */
interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly faulty: boolean;
}

/** A network between a client and a server, which does as it is told. */
export interface FaultProxy {
  readonly port: number;
  /** The origin clients use; it stays the same while the server behind it stops, starts or moves. */
  readonly url: string;
  readonly requests: readonly SeenRequest[];
  /** How many requests had a path that matches. */
  readonly count: (path: RegExp) => number;
  /** Replaces the faults in force; the first that matches a request applies. */
  readonly set: (...faults: readonly Fault[]) => void;
  /** Puts one more in front of those in force. */
  readonly add: (fault: Fault) => void;
  /** A good network again. Requests already stalled stay so. */
  readonly clear: () => void;
  readonly setTarget: (target: Target) => void;
  readonly close: () => Promise<void>;
}

/**
 * Starts a proxy on a port of 127.0.0.1 (`port` or a free one). It reaches everything a browser
 * fetches, SharedWorker and service worker included, which Playwright's own switches do not
 * (microsoft/playwright#36690). Headers pass as they are, `Host` and `Origin` too; WebSockets pass
 * whole. A target that does not answer looks like what it is: a connection reset.
 */
export async function startFaultProxy(options: {
  readonly target: Target;
  readonly port?: number;
}): Promise<FaultProxy> {
  const faults = createFaultList();
  const requests: SeenRequest[] = [];
  const sockets = new Set<Socket>();
  const keptByPath = new Map<string, KeptAnswer>();
  let target = options.target;

  const listener: RequestListener = (incoming, response) => {
    const method = incoming.method ?? 'GET';
    const path = incoming.url ?? '/';
    const fault = faults.take(method, path);
    requests.push({ method, path, faulty: fault !== undefined });
    answer({ incoming, response, fault: fault ?? {}, target, keptByPath }).catch(() =>
      response.socket?.resetAndDestroy(),
    );
  };

  const server = createServer(listener);
  const track = (socket: Socket): void => {
    sockets.add(socket);
    // A reset connection is the point here, not an error.
    socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
  };
  server.on('connection', (socket) => {
    track(socket);
    if (faults.isCutOff()) socket.resetAndDestroy();
  });
  server.on('upgrade', (incoming, socket: Socket, head) => {
    requests.push({ method: 'UPGRADE', path: incoming.url ?? '/', faulty: false });
    const upstream = connect(target.port, target.host);
    track(upstream);
    upstream.on('close', () => socket.destroy());
    socket.on('close', () => upstream.destroy());
    upstream.write(rawRequest(incoming));
    upstream.write(head);
    upstream.pipe(socket).pipe(upstream);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(options.port ?? 0, '127.0.0.1', resolve);
  });

  const resetAll = (): void => sockets.forEach((socket) => socket.resetAndDestroy());
  const { port } = server.address() as AddressInfo;
  return Object.freeze({
    port,
    url: `http://localhost:${port}`,
    requests,
    count: (path: RegExp) => requests.filter((seen) => path.test(seen.path)).length,
    set: (...next: readonly Fault[]) => {
      keptByPath.clear();
      faults.set(next);
      if (faults.isCutOff()) resetAll();
    },
    add: faults.add,
    clear: () => faults.set([]),
    setTarget: (next: Target) => {
      target = next;
    },
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      resetAll();
      await closed;
    },
  });
}

interface Exchange {
  readonly incoming: IncomingMessage;
  readonly response: ServerResponse;
  readonly fault: Fault;
  readonly target: Target;
  readonly keptByPath: Map<string, KeptAnswer>;
}

interface KeptAnswer {
  readonly status: number;
  readonly headers: readonly string[];
  readonly body: Uint8Array;
}

async function answer(exchange: Exchange): Promise<void> {
  const { incoming, response, fault } = exchange;
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  const { signal } = gone;

  if (fault.offline === true) return void response.socket?.resetAndDestroy();
  const body = await buffer(incoming);
  if (fault.latencyMs !== undefined) await sleep(fault.latencyMs, undefined, { signal });
  if (fault.redirect !== undefined) {
    return void response.writeHead(302, { location: fault.redirect }).end();
  }
  if (fault.replaceBody !== undefined) {
    const { status, contentType, headers, body: replacement } = fault.replaceBody;
    response.writeHead(status, { ...headers, 'content-type': contentType });
    return void response.end(replacement);
  }
  if (fault.stale === true) return repeatFirst(exchange, signal);
  if (fault.duplicate === true) await buffer(await forward(exchange, { body, signal }));
  const upstream = await forward(exchange, { body, signal });
  if (fault.loseAnswer === true) {
    await buffer(upstream);
    return void response.socket?.resetAndDestroy();
  }
  await deliver(upstream, exchange, signal);
}

async function deliver(
  upstream: IncomingMessage,
  { incoming, response, fault }: Exchange,
  signal: AbortSignal,
): Promise<void> {
  const status = upstream.statusCode ?? 502;
  const hasBody = incoming.method !== 'HEAD' && status !== 204 && status !== 304;
  const isShorter = fault.truncateAtByte !== undefined;
  if (fault.stall === true && !hasBody) await untilAborted(signal);
  response.writeHead(
    status,
    passedHeaders(upstream.rawHeaders, isShorter ? /^content-length$/i : undefined),
  );
  response.flushHeaders();
  if (fault.stall === true) await untilAborted(signal);
  try {
    for await (const piece of faultyBody(upstream, fault, signal)) {
      await new Promise<void>((resolve, reject) => {
        response.write(piece, (error) => (error ? reject(error) : resolve()));
      });
    }
    response.end();
  } catch {
    // Ends with FIN, not RST, so that what was sent before the cut still arrives.
    response.socket?.destroy();
  }
}

async function repeatFirst(exchange: Exchange, signal: AbortSignal): Promise<void> {
  const path = exchange.incoming.url ?? '/';
  let kept = exchange.keptByPath.get(path);
  if (kept === undefined) {
    const upstream = await forward(exchange, { signal, without: /^if-/i });
    kept = {
      status: upstream.statusCode ?? 502,
      headers: passedHeaders(upstream.rawHeaders),
      body: await buffer(upstream),
    };
    exchange.keptByPath.set(path, kept);
  }
  exchange.response.writeHead(kept.status, [...kept.headers]).end(kept.body);
}

function forward(
  { incoming, target }: Exchange,
  options: { readonly body?: Uint8Array; readonly signal: AbortSignal; readonly without?: RegExp },
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    request({
      ...target,
      method: incoming.method,
      path: incoming.url,
      headers: passedHeaders(incoming.rawHeaders, options.without),
      agent: false,
      signal: options.signal,
    })
      .on('response', resolve)
      .on('error', reject)
      .end(options.body);
  });
}

/** Names and values in turn, as Node's `rawHeaders`, without those that speak of one connection only (RFC 9110 §7.6.1). */
function passedHeaders(rawHeaders: readonly string[], without?: RegExp): string[] {
  const passed: string[] = [];
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const [name = '', value = ''] = rawHeaders.slice(at, at + 2);
    if (/^(connection|keep-alive|transfer-encoding)$/i.test(name)) continue;
    if (without?.test(name) !== true) passed.push(name, value);
  }
  return passed;
}

function rawRequest({ method, url, rawHeaders }: IncomingMessage): string {
  const lines = [`${method} ${url} HTTP/1.1`];
  for (let at = 0; at < rawHeaders.length; at += 2) {
    lines.push(`${rawHeaders[at]}: ${rawHeaders[at + 1]}`);
  }
  return `${lines.join('\r\n')}\r\n\r\n`;
}
