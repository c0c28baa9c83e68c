import { SyncError } from './failure.ts';

/**
 * The value of some bytes as JSON in UTF-8. Throws 'invalid-response' for anything else: bytes that are no UTF-8, a text
 * that was cut, or one nested deeper than `MAX_DEPTH` (fault N16). `what` names it in the message.
 */
export function parseJson(bytes: Uint8Array, what: string): unknown {
  try {
    const text = decoder.decode(bytes);
    if (depthOf(text) > MAX_DEPTH) throw new RangeError(`nested deeper than ${MAX_DEPTH}`);
    return JSON.parse(text) as unknown;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new SyncError('invalid-response', `${what}: not the JSON expected (${reason}); ignored`, {
      cause,
    });
  }
}

/** Records are a few levels deep, rich text perhaps a dozen: more is an attack on whoever walks the value, or prints it again. */
export const MAX_DEPTH = 64;

const decoder = new TextDecoder('utf-8', { fatal: true });

/** The deepest nesting of a JSON text, without parsing it; brackets inside strings do not count. */
function depthOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  let isInString = false;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (isInString) {
      if (unit === BACKSLASH) i++;
      else if (unit === QUOTE) isInString = false;
    } else if (unit === QUOTE) isInString = true;
    else if (unit === OPEN_LIST || unit === OPEN_OBJECT) deepest = Math.max(deepest, ++depth);
    else if (unit === CLOSE_LIST || unit === CLOSE_OBJECT) depth--;
  }
  return deepest;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
