import { canonicalJson } from '../../src/model/canonical.ts';
import type { JsonValue } from '../../src/model/record.ts';
import type { Fetch } from '../../src/sync/environment.ts';
import type { MemoryPublisher } from './memory-publisher.ts';

/** What happens to one request: undefined lets it through. */
export type Fault = (
  path: string,
  init: RequestInit,
) => Promise<Response | undefined> | Response | undefined;

/** A host that serves a publisher's files, and whatever is wrong between it and a reader. */
export interface FakeNetwork {
  readonly fetch: Fetch;
  /** Every request's path below the base address, in order. */
  readonly requests: readonly string[];
  /** Replaces the fault that all requests meet. */
  fail(fault: Fault | undefined): void;
  /** What the host itself answers. */
  serve(path: string, init: RequestInit): Response;
  clear(): void;
}

export const BASE_URL = 'https://magazine.example/';

/** A network on which everything works. `checkedS`: the age that the host gives its newest sweep. */
export function createFakeNetwork(
  publisher: MemoryPublisher,
  { checkedS = () => 0 }: { checkedS?: () => number } = {},
): FakeNetwork {
  const requests: string[] = [];
  let fault: Fault | undefined;

  function serve(path: string, init: RequestInit): Response {
    if (path === 'v1/manifest.json') {
      const manifest = publisher.manifest();
      const etag = `W/"${manifest.log}.${manifest.seq}"`;
      const headers = { etag, 'x-offprint-checked': String(checkedS()) };
      const asked = new Headers(init.headers).get('if-none-match');
      if (asked === etag) return new Response(null, { status: 304, headers });
      return json(canonicalJson(manifest as unknown as JsonValue), headers);
    }
    const text = publisher.textByHash.get(path.replace(/^v1\/o\/|\.json$/g, ''));
    return text === undefined ? new Response('gone', { status: 404 }) : json(text);
  }

  return {
    requests,
    async fetch(address, init) {
      const path = address.slice(BASE_URL.length);
      requests.push(path);
      init.signal?.throwIfAborted();
      return (await fault?.(path, init)) ?? serve(path, init);
    },
    fail(next) {
      fault = next;
    },
    serve,
    clear: () => void requests.splice(0),
  };
}

/** A JSON answer. */
export function json(text: string, headers: Record<string, string> = {}): Response {
  return new Response(text, { headers: { 'content-type': 'application/json', ...headers } });
}

/** A network that is not there. */
export function refuse(): never {
  throw new TypeError('Failed to fetch');
}

/** An answer that never comes; it ends with the request's signal. */
export function hang(init: RequestInit): Promise<never> {
  return new Promise((_, reject) => {
    init.signal?.addEventListener('abort', () => reject(init.signal!.reason as Error));
  });
}
