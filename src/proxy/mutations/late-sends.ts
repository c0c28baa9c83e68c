import { SyncError } from '../../protocol/failure.ts';
import { passedMs, type Clock } from '../clock.ts';
import type { Send } from './journal.ts';
import { recordKey } from './record-key.ts';

/** Calls that nobody answered, for as long as Airtable may still carry them out. */
export interface LateSends {
  /** These got no answer just now. */
  readonly add: (sends: readonly Send[]) => void;
  /** Nothing is known against these: they are only being sent. */
  readonly clear: (sends: readonly Send[]) => void;
  /** True where it is worth looking whether a call took effect: once at first, and once when it cannot any more. */
  readonly isToLookUp: (send: Send) => boolean;
  /** Takes in that these were not found to have taken effect, and gives those that never will. */
  readonly notFound: (sends: readonly Send[], isThere: (send: Send) => boolean) => readonly Send[];
}

/** Airtable ends a request after 30 s; the rest is for its way there, counted from when we gave it up. */
const MAY_TAKE_EFFECT_MS = 35_000;

/** Creates it; calls of an earlier run may have been made just before it ended. */
export function createLateSends(
  { now }: Pick<Clock, 'now'>,
  ofEarlierRun: readonly Send[],
): LateSends {
  const lateByKey = new Map<string, { readonly since: number; wasLookedUp: boolean }>();
  const add = (sends: readonly Send[]) => {
    for (const send of sends) lateByKey.set(keyOf(send), { since: now(), wasLookedUp: false });
  };
  const isLate = (send: Send) =>
    passedMs(lateByKey.get(keyOf(send))?.since ?? -Infinity, now()) < MAY_TAKE_EFFECT_MS;
  add(ofEarlierRun);

  return Object.freeze({
    add,
    clear: (sends: readonly Send[]) => {
      for (const send of sends) lateByKey.delete(keyOf(send));
    },
    isToLookUp: (send: Send) =>
      // A removal costs no call.
      send.kind === 'remove' || !isLate(send) || !lateByKey.get(keyOf(send))!.wasLookedUp,
    notFound: (sends: readonly Send[], isThere: (send: Send) => boolean) => {
      // What is to be made needs no record; of one that is gone nothing can be changed.
      const open = new Set(
        sends.filter((send) => isLate(send) && (send.kind === 'insert' || isThere(send))),
      );
      for (const send of open) lateByKey.get(keyOf(send))!.wasLookedUp = true;
      return sends.filter((send) => !open.has(send));
    },
  });
}

/**
 * True where a call may be carried out after this failure: an answer, whatever it says, would be the end of it. A 504 is
 * none: a gateway waited in vain for who carries it out (RFC 9110 §15.6.5). Nor is what stands above HTTP's own numbers,
 * such as Cloudflare's 520, 522 and 524: it comes from between, of a connection that broke or was given up. A 502 is one,
 * since Airtable calls it safe to be tried again, and so is a 408, after which nothing was taken in (§15.5.9).
 */
export function isUnanswered(error: unknown): boolean {
  if (!(error instanceof SyncError)) return true;
  const { status = 200 } = error.facts;
  // A connection that broke has the status 0 where that is said by a response.
  const isOfGateway = status === 0 || status === 504 || status >= 520;
  return isOfGateway || ['offline', 'timeout'].includes(error.code);
}

function keyOf({ collection, id }: Send): string {
  return recordKey(collection, id);
}
