import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault } from './fault.ts';

/** Thrown inside a body that must end with a broken connection. */
class ConnectionCut extends Error {
  override readonly name = 'ConnectionCut';
}

/**
 * The bytes of `body` as they arrive under `fault`: corrupted, shortened, in drops. Throws
 * `ConnectionCut` where the connection breaks; where silence follows it waits until `signal` aborts.
 */
export async function* faultyBody(
  body: AsyncIterable<Uint8Array>,
  fault: Fault,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const { cutAtByte = Infinity, truncateAtByte = Infinity, drip } = fault;
  const silentAfter = drip?.silentAfter ?? Infinity;
  const last = Math.min(cutAtByte, truncateAtByte, silentAfter);
  let sent = 0;
  for await (const piece of pieces(body, fault)) {
    const arriving = piece.subarray(0, Math.max(0, last - sent));
    if (arriving.length > 0) yield arriving;
    sent += arriving.length;
    if (sent === cutAtByte) throw new ConnectionCut(`cut at byte ${sent}`);
    if (sent === truncateAtByte) return;
    if (sent === silentAfter) await untilAborted(signal);
    if (drip !== undefined) await sleep(drip.everyMs, undefined, { signal });
  }
}

/** Settles, by rejecting, when `signal` aborts. */
export function untilAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const abort = (): void => reject(new ConnectionCut('closed by the client'));
    if (signal.aborted) abort();
    else signal.addEventListener('abort', abort, { once: true });
  });
}

async function* pieces(
  body: AsyncIterable<Uint8Array>,
  { corrupt, drip }: Fault,
): AsyncGenerator<Uint8Array> {
  let from = 0;
  for await (const chunk of body) {
    const bytes = corrupt === undefined ? chunk : flipByte(chunk, corrupt - from);
    const size = drip?.bytes ?? bytes.length;
    for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
    from += chunk.length;
  }
}

function flipByte(bytes: Uint8Array, at: number): Uint8Array {
  const byte = bytes[at];
  return byte === undefined ? bytes : Uint8Array.from(bytes).fill(byte ^ 0xff, at, at + 1);
}
