import { asCount, asObject, asText, type Unchecked } from '../../../protocol/check.ts';
import { toText } from '../../decode/well-formed.ts';

/** What is posted, as far as it is read here. */
export const POST_COLLECTION = 'app.bsky.feed.post';

/** One event of a Jetstream. `timeUs` (microseconds since 1970) is its place in the stream, and may be asked for again. */
export type StreamEvent = { readonly timeUs: number } & (
  | { readonly kind: 'post'; readonly did: string; readonly rkey: string; readonly text: string }
  | { readonly kind: 'removed'; readonly did: string; readonly rkey: string }
  /** The account is deactivated, taken down or deleted: all that it posted goes. */
  | { readonly kind: 'gone'; readonly did: string }
  | { readonly kind: 'other' }
);

/**
 * Reads a message; undefined for one that is malformed, which is passed over. A post that its author labelled, as nudity
 * for one, counts as removed: what is shown here is seen by whoever passes.
 */
export function decodeEvent(message: string): StreamEvent | undefined {
  try {
    const event = asObject(JSON.parse(message), 'event');
    const timeUs = asCount(event['time_us'], 'event.time_us');
    return { timeUs, ...read(event) };
  } catch {
    return undefined;
  }
}

type News = StreamEvent extends infer E ? (E extends unknown ? Omit<E, 'timeUs'> : never) : never;

function read(event: Unchecked): News {
  const did = asText(event['did'], 'event.did');
  if (!/^did:[a-z]+:[\w.:%-]{1,200}$/.test(did)) return { kind: 'other' };
  if (event['kind'] === 'account') {
    return asObject(event['account'], 'account')['active'] === false
      ? { kind: 'gone', did }
      : { kind: 'other' };
  }
  if (event['kind'] !== 'commit') return { kind: 'other' };
  const commit = asObject(event['commit'], 'commit');
  const rkey = asText(commit['rkey'], 'commit.rkey');
  if (commit['collection'] !== POST_COLLECTION || !/^[\w.~:-]{1,512}$/.test(rkey)) {
    return { kind: 'other' };
  }
  if (commit['operation'] === 'delete') return { kind: 'removed', did, rkey };
  const record = asObject(commit['record'], 'commit.record');
  if (record['labels'] !== undefined) return { kind: 'removed', did, rkey };
  return { kind: 'post', did, rkey, text: shown(asText(record['text'], 'record.text')) };
}

/** Posts have at most 300 characters as people count them, some of which take several units. */
const MAX_UNITS = 1200;

function shown(text: string): string {
  // oxlint-disable-next-line no-control-regex -- control characters are exactly what is replaced here
  const plain = text.slice(0, MAX_UNITS).replaceAll(/[\u0000-\u0009\u000b-\u001f\u007f]/g, ' ');
  return toText(plain).trim();
}
