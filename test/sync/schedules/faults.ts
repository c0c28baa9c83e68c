import type { Version } from '../../../src/protocol/version.ts';
import { hang, json, type FakeNetwork, type Fault } from '../../fakes/fake-network.ts';
import type { VirtualClock } from '../../fakes/virtual-clock.ts';
import type { Dice } from './random.ts';

/** How often each thing goes wrong with a request on a bad line. */
const WEIGHTS = {
  fine: 30,
  refused: 5,
  reset: 4,
  hanging: 1,
  slow: 5,
  unavailable: 4,
  limited: 1,
  portal: 3,
  truncated: 4,
  corrupt: 4,
  old: 4,
  gone: 3,
} as const;

/** A line on which anything may happen to a request, as the dice fall. `oldManifests`: what a shared cache may still have. */
export function badLine(
  { dice, clock, network }: Line,
  oldManifests: () => readonly OldManifest[],
): Fault {
  const never = new AbortController().signal;
  const isManifest = (path: string) => path.endsWith('manifest.json');

  const effects: Record<keyof typeof WEIGHTS, Fault> = {
    fine: () => undefined,
    refused: () => {
      throw new TypeError('Failed to fetch');
    },
    async reset(path, init) {
      // The answer is on its way when the connection breaks.
      const answer = network.serve(path, init);
      if (answer.status !== 200) throw new TypeError('Failed to fetch');
      const bytes = new Uint8Array(await answer.arrayBuffer());
      return respond(answer, brokenBody(bytes.subarray(0, dice.below(bytes.length))));
    },
    hanging: (_, init) => hang(init),
    async slow(path, init) {
      await clock.sleep(dice.below(9000), never);
      return network.serve(path, init);
    },
    unavailable: () => new Response('', { status: dice.pick([500, 502, 503, 504]) }),
    limited: () => new Response('', { status: 429, headers: { 'retry-after': '5' } }),
    portal: () => new Response('<html>', { headers: { 'content-type': 'text/html' } }),
    async truncated(path, init) {
      const text = await network.serve(path, init).text();
      return json(text.slice(0, dice.below(text.length + 1)));
    },
    async corrupt(path, init) {
      const answer = network.serve(path, { ...init, headers: {} });
      const bytes = new Uint8Array(await answer.arrayBuffer());
      bytes[dice.below(bytes.length)]! ^= 1 << dice.below(8);
      return isManifest(path) ? new Response('', { status: 502 }) : respond(answer, bytes);
    },
    old(path) {
      if (!isManifest(path)) return undefined;
      const old = dice.pick(oldManifests());
      const ageS = Math.ceil((clock.now() - old.at) / 1000);
      const headers = { 'x-offprint-checked': '0', age: String(Math.max(0, ageS)) };
      return json(old.text, { ...headers, etag: old.etag });
    },
    gone: (path) => (isManifest(path) ? undefined : new Response('', { status: 404 })),
  };
  return (path, init) => effects[dice.weigh(WEIGHTS)](path, init);
}

/** What a line is made of. */
export interface Line {
  readonly dice: Dice;
  readonly clock: VirtualClock;
  readonly network: FakeNetwork;
}

/** A manifest as it was served from a moment of the wall clock on. */
export interface OldManifest {
  readonly text: string;
  readonly etag: string;
  readonly version: Version;
  readonly at: number;
}

function respond({ status, headers }: Response, body: BodyInit): Response {
  return new Response(body, { status, headers });
}

function brokenBody(bytes: Uint8Array): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start(controller) {
      controller.enqueue(bytes);
      controller.error(new TypeError('network error'));
    },
  });
}
