import type { JsonValue } from '../model/record.ts';
import { asCount, asList, asObject, asText } from './check.ts';
import { SyncError } from './failure.ts';
import { PROTOCOL, type Version } from './version.ts';

/** What lies at a live feed's address: its newest value, whole. `log` and `seq` are the feed's own. */
export interface LiveValue extends Version {
  readonly protocol: typeof PROTOCOL;
  /** ISO 8601: when the source was last read well, as of this file; an answer's `x-offprint-checked` is newer. */
  readonly checkedAt: string;
  readonly pollAfterMs: number;
  /** Of the feed's schema, which is checked by whoever knows it (model/feed.ts). */
  readonly entries: readonly JsonValue[];
}

/** A live value larger than this is neither published nor taken. */
export const MAX_LIVE_BYTES = 32 * 1024;

/** Checks a parsed live value; throws `SyncError`: 'newer-version' for another protocol, else 'invalid-response'. */
export function decodeLiveValue(value: unknown): LiveValue {
  const live = asObject(value, 'live value');
  if (live['protocol'] !== PROTOCOL) {
    throw new SyncError(
      typeof live['protocol'] === 'number' ? 'newer-version' : 'invalid-response',
      `live value: protocol ${String(live['protocol'])}, this site speaks ${PROTOCOL}`,
    );
  }
  return {
    protocol: PROTOCOL,
    log: asText(live['log'], 'live.log'),
    seq: asCount(live['seq'], 'live.seq'),
    checkedAt: asText(live['checkedAt'], 'live.checkedAt'),
    pollAfterMs: asCount(live['pollAfterMs'], 'live.pollAfterMs'),
    entries: asList(live['entries'], 'live.entries') as readonly JsonValue[],
  };
}
