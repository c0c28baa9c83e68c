import type { Clock } from '../../clock.ts';
import { AirtableError } from './airtable-error.ts';

/** Ends a request that makes no progress; `touch` says that it made some. */
export interface Watchdog {
  readonly signal: AbortSignal;
  readonly touch: () => void;
  readonly stop: () => void;
}

const STOPPED = new Error('the watch is over');

/**
 * Starts a watchdog: its signal is aborted when the caller's is, or when `stallMs` pass without a touch. It covers
 * headers and body alike: a slow but steady answer may finish, a stalled one may not.
 */
export function startWatchdog(clock: Clock, stallMs: number, caller: AbortSignal): Watchdog {
  const stalled = new AbortController();
  const done = new AbortController();
  let touchedAt = clock.now();
  const watch = async () => {
    for (;;) {
      const leftMs = touchedAt + stallMs - clock.now();
      if (leftMs <= 0) break;
      await clock.sleep(leftMs, done.signal);
    }
    stalled.abort(
      new AirtableError('timeout', `no answer for ${stallMs / 1000} s; the request was given up`),
    );
  };
  // It ends by rejection when it is stopped, which is its good end.
  watch().catch(() => undefined);
  return {
    signal: AbortSignal.any([caller, stalled.signal]),
    touch: () => {
      touchedAt = clock.now();
    },
    // A reason of its own for each call would cost more than the rest of the watch.
    stop: () => done.abort(STOPPED),
  };
}

/** Settles with the promise, or rejects with the signal's reason, whichever comes first. */
export function orAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason as Error);
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}

/** The whole body, counted after decompression; above `maxBytes` it is refused and reading stops (fault N16). */
export async function readBody(
  response: Response,
  maxBytes: number,
  watchdog: Pick<Watchdog, 'signal' | 'touch'>,
): Promise<Uint8Array<ArrayBuffer>> {
  if (!response.body) return new Uint8Array();
  const reader = (response.body as ReadableStream<Uint8Array>).getReader();
  const parts: Uint8Array[] = [];
  let size = 0;
  try {
    for (;;) {
      const { done, value } = await orAborted(reader.read(), watchdog.signal);
      if (done) break;
      watchdog.touch();
      size += value.byteLength;
      if (size > maxBytes) {
        throw new AirtableError('too-large', `an answer above ${maxBytes} bytes; refused`);
      }
      parts.push(value);
    }
  } catch (error) {
    // The rest is not wanted; a failure to say so changes nothing.
    reader.cancel().catch(() => undefined);
    throw error;
  }
  return joined(parts, size);
}

function joined(parts: readonly Uint8Array[], size: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.byteLength;
  }
  return bytes;
}
