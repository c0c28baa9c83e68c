import type { Clock } from '../../src/proxy/clock.ts';
import type { Fetch } from '../../src/sync/environment.ts';
import { hang } from '../fakes/fake-network.ts';
import type { SeededRandom } from '../fakes/seeded-random.ts';

/** What may become of a request between a reader and the proxy (faults N1–N3, N5, N8, N9). */
export const NETWORK_FAULTS = [
  'drop',
  'delay',
  'portal',
  'truncated',
  'busy',
  'busy-until',
  'limited',
  'limited-until',
  'stale',
  'stall',
  'body-stall',
  'wrong-bytes',
] as const;
/** What else may become of a change: it arrives and its answer does not (fault N11), or it arrives twice. */
export const WRITE_FAULTS = [...NETWORK_FAULTS, 'lost-answer', 'lost-answer', 'twice'] as const;
export type NetworkFault = (typeof WRITE_FAULTS)[number];

/** One reader's way to the proxy; a request meets one of the faults in force with the given probability. */
export interface SimulatedNetwork {
  readonly fetch: Fetch;
  readonly begin: (faults: readonly NetworkFault[], probability: number) => void;
  readonly end: () => void;
  /** The shared cache is emptied. */
  readonly forget: () => void;
}

export const SITE_URL = 'https://magazine.test/';

interface Copy {
  readonly text: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly at: number;
}

/** A way on which nothing is wrong yet. `answer` rejects while there is no proxy. */
export function createNetwork({
  clock,
  random,
  answer,
  onRequest,
}: {
  readonly clock: Clock;
  readonly random: SeededRandom;
  readonly answer: (path: string, init: RequestInit) => Promise<Response>;
  readonly onRequest: (path: string, fault: NetworkFault | undefined) => void;
}): SimulatedNetwork {
  let faults: readonly NetworkFault[] = [];
  let probability = 0;
  /** Manifests that a shared cache once saw. */
  let copies: readonly Copy[] = [];

  async function serve(path: string, init: RequestInit): Promise<Response> {
    const response = await answer(path, { ...init, signal: null });
    if (path === MANIFEST && response.status === 200) await keepCopy(response.clone());
    return response;
  }

  async function keepCopy(response: Response): Promise<void> {
    const kept = Object.fromEntries(response.headers);
    copies = [...copies, { text: await response.text(), headers: kept, at: clock.now() }].slice(-8);
  }

  /** An honest shared cache: it gives an old copy, and says how old. */
  function staleCopy(headers: Headers): Response | undefined {
    if (copies.length === 0) return undefined;
    const copy = random.pick(copies);
    const age = String(Math.ceil((clock.now() - copy.at) / 1000));
    const all = { ...copy.headers, age };
    if (headers.get('if-none-match') === copy.headers['etag'])
      return new Response(null, { status: 304, headers: all });
    return new Response(copy.text, { headers: all });
  }

  // oxlint-disable-next-line complexity -- one fault after another
  async function meet(fault: NetworkFault, path: string, init: RequestInit): Promise<Response> {
    const headers = new Headers(init.headers);
    const json = { 'content-type': 'application/json' };
    switch (fault) {
      case 'drop':
        throw new TypeError('Failed to fetch');
      case 'delay':
        await clock.sleep(random.int(500, 14_000), init.signal ?? undefined);
        return serve(path, init);
      case 'portal':
        return new Response('<p>Sign in</p>', { headers: { 'content-type': 'text/html' } });
      case 'truncated':
      case 'wrong-bytes': {
        const response = await serve(path, init);
        const text = await response.text();
        const half = text.slice(0, text.length / 2);
        const wrong = text.replace(/[a-z]{4} \d/, (word) => `${word}0`);
        if (response.status === 304) return response;
        return new Response(fault === 'truncated' ? half : wrong, response);
      }
      case 'busy':
        return new Response('{}', { status: 503, headers: json });
      case 'busy-until':
        return new Response('{}', { status: 503, headers: { ...json, 'retry-after': '7' } });
      case 'limited':
        return new Response('{}', { status: 429, headers: json });
      case 'limited-until':
        return new Response('{}', { status: 429, headers: { ...json, 'retry-after': '12' } });
      case 'stale':
        return (path === MANIFEST && staleCopy(headers)) || serve(path, init);
      case 'lost-answer':
        await serve(path, init);
        throw new TypeError('Failed to fetch');
      case 'twice': {
        const again = clock.sleep(random.int(0, 3_000)).then(() => serve(path, init));
        again.catch(() => undefined);
        return serve(path, init);
      }
      case 'stall':
        return hang(init);
      case 'body-stall':
        return new Response(new ReadableStream(), { headers: json });
    }
  }

  return {
    async fetch(address, init) {
      const path = address.slice(SITE_URL.length);
      const fault = random.chance(probability) ? random.pick(faults) : undefined;
      onRequest(path, fault);
      await clock.sleep(random.int(5, 60), init.signal ?? undefined);
      const response = fault ? await meet(fault, path, init) : await serve(path, init);
      await clock.sleep(random.int(5, 60), init.signal ?? undefined);
      return response;
    },
    begin(next, chance) {
      faults = next;
      probability = chance;
    },
    end() {
      probability = 0;
    },
    forget() {
      copies = [];
    },
  };
}

export const MANIFEST = 'v1/manifest.json';
