import { SyncError } from '../../protocol/failure.ts';
import type { Clock } from '../clock.ts';

/** What a service answered, read to its end; a 304 has no text. */
export interface ServiceAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/** What a question to a service needs. */
export interface Asking {
  readonly clock: Clock;
  readonly fetch: (request: Request) => Promise<Response>;
  readonly headers: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
}

/**
 * One GET to a service that feeds come from, whatever its status. Throws `SyncError`: 'timeout' after 15 s, 'too-large' above
 * 1 MiB, 'offline' where no connection was to be had; or the signal's reason.
 */
export async function askService(
  address: string,
  { clock, fetch, headers, signal }: Asking,
): Promise<ServiceAnswer> {
  const done = new AbortController();
  const late = clock.sleep(DEADLINE_MS, AbortSignal.any([done.signal, signal])).then(() => {
    throw new SyncError('timeout', `no whole answer within ${DEADLINE_MS / 1000} s`);
  });
  const read = async () => {
    const request = new Request(address, {
      headers: { 'user-agent': 'offprint', ...headers },
      signal: AbortSignal.any([done.signal, signal]),
    });
    const response = await fetch(request);
    return { status: response.status, headers: response.headers, text: await textOf(response) };
  };
  try {
    return await Promise.race([read(), late]);
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof SyncError) throw error;
    throw new SyncError('offline', 'no connection', { cause: error });
  } finally {
    done.abort();
    late.catch(() => undefined);
  }
}

const DEADLINE_MS = 15_000;
const MAX_BYTES = 1024 * 1024;

async function textOf(response: Response): Promise<string> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    size += part.byteLength;
    if (size > MAX_BYTES) throw new SyncError('too-large', `an answer above ${MAX_BYTES} bytes`);
    parts.push(part);
  }
  const bytes = Buffer.concat(parts);
  return decoded(bytes, charsetOf(response.headers, bytes));
}

/** What the bytes say of themselves by UTF-8's mark, else what the answer says of them, else what an XML file does (RFC 7303 §3). */
function charsetOf(headers: Headers, bytes: Buffer): string {
  if (bytes.subarray(0, 3).equals(UTF_8_MARK)) return 'utf-8';
  const named = /;\s*charset\s*=\s*"?([^\s;"]+)/i.exec(headers.get('content-type') ?? '');
  const start = bytes.toString('latin1', 0, MAX_DECLARATION);
  return (named ?? XML_DECLARATION.exec(start))?.[1] ?? 'utf-8';
}

const UTF_8_MARK = Buffer.from([0xef, 0xbb, 0xbf]);
const MAX_DECLARATION = 200;
/** What names UTF-16 in bytes of one unit each is mistaken. */
const XML_DECLARATION = /^<\?xml\s[^<>]*?\sencoding\s*=\s*["'](?!utf-16)([\w.:-]+)/i;

/** A charset that nobody knows is taken for UTF-8. */
function decoded(bytes: Buffer, charset: string): string {
  try {
    return new TextDecoder(charset).decode(bytes);
  } catch {
    return new TextDecoder().decode(bytes);
  }
}
