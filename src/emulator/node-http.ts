import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream as WebStream } from 'node:stream/web';
import { constants, createGzip } from 'node:zlib';

/** Above what Airtable takes, so that an upload of 5 MB as base64 fits. */
const MAX_BODY_BYTES = 8 * 1024 * 1024;

/** Answers one Node request by a web-standard `fetch`; never rejects: a failure breaks the connection. */
export async function answerNode(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  target: { readonly origin: string; readonly fetch: (request: Request) => Promise<Response> },
): Promise<void> {
  const gone = new AbortController();
  outgoing.on('close', () => {
    if (!outgoing.writableFinished) gone.abort(new Error('The client went away.'));
  });
  try {
    const body = await readBody(incoming);
    if (body === undefined) {
      outgoing.writeHead(413, { connection: 'close' }).end();
      return;
    }
    const request = toRequest(incoming, { body, origin: target.origin, signal: gone.signal });
    await send(await target.fetch(request), outgoing, acceptsGzip(incoming));
  } catch {
    // A fault asked for a broken connection, or the client is gone: either way there is nobody to tell.
    outgoing.destroy();
  }
}

async function readBody(incoming: IncomingMessage): Promise<Buffer | undefined> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of incoming as AsyncIterable<Buffer>) {
    size += part.byteLength;
    if (size > MAX_BODY_BYTES) return undefined;
    parts.push(part);
  }
  return Buffer.concat(parts);
}

function toRequest(
  incoming: IncomingMessage,
  { body, origin, signal }: { body: Buffer; origin: string; signal: AbortSignal },
): Request {
  const headers = new Headers();
  for (const [name, value] of Object.entries(incoming.headers)) {
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(', ') : value);
  }
  const method = incoming.method ?? 'GET';
  const hasBody = body.byteLength > 0 && method !== 'GET' && method !== 'HEAD';
  // Addresses are built on the path alone: whatever host the client used, it is this emulator.
  return new Request(origin + (incoming.url ?? '/'), {
    method,
    headers,
    signal,
    ...(hasBody ? { body: new Uint8Array(body) } : {}),
  });
}

function acceptsGzip(incoming: IncomingMessage): boolean {
  return /\bgzip\b/.test(String(incoming.headers['accept-encoding'] ?? ''));
}

/** Sends the body as it comes: one that breaks off breaks the connection, one that stalls keeps the client waiting. */
async function send(response: Response, outgoing: ServerResponse, mayZip: boolean): Promise<void> {
  const { 'content-length': length, ...headers } = Object.fromEntries(response.headers);
  if (response.body === null) {
    outgoing.writeHead(response.status, headers).end();
    return;
  }
  const isText = /json|text|javascript|svg/.test(headers['content-type'] ?? '');
  const zips = mayZip && isText && response.ok;
  const lengthName = zips ? 'airtable-uncompressed-content-length' : 'content-length';
  outgoing.writeHead(response.status, {
    ...headers,
    ...(length === undefined ? {} : { [lengthName]: length }),
    ...(zips ? { 'content-encoding': 'gzip' } : {}),
  });
  const body = Readable.fromWeb(response.body as WebStream);
  // Flushed piece by piece, so that the first half of an answer that stalls is really sent.
  const zip = createGzip({ flush: constants.Z_SYNC_FLUSH });
  await (zips ? pipeline(body, zip, outgoing) : pipeline(body, outgoing));
}
