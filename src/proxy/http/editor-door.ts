import { createHash, timingSafeEqual } from 'node:crypto';
import type { Role } from '../../model/mutator.ts';
import { createRateLimit } from './rate-limit.ts';
import { refuse } from './refusal.ts';

/** Tells editors from readers by the one token there is. */
export interface EditorDoor {
  /**
   * Whose request it is: an editor's where it bears the token, a reader's where it bears none. A wrong token is refused,
   * and after ten of them from an address every token from there is, for a while.
   */
  readonly roleOf: (request: Request, address: string) => Role | Response;
  /** True where this is the token; else the refusal. */
  readonly check: (token: string, address: string) => true | Response;
}

const WRONG_TOKENS = { burst: 10, perSecond: 1 / 60 };

/** Creates the door; without a token nobody is an editor. */
export function createEditorDoor(editorToken: string | undefined, now: () => number): EditorDoor {
  const failures = createRateLimit(WRONG_TOKENS, now);

  const check = (token: string, address: string): true | Response => {
    const waitMs = failures.waitMs(address);
    if (waitMs > 0) return tooMany(waitMs, 'Too many wrong tokens came from this address.');
    if (editorToken !== undefined && isSame(token, editorToken)) return true;
    failures.take(address);
    return refuse(401, 'unauthorized', 'This is not the editor’s token.', {
      'www-authenticate': 'Bearer',
    });
  };

  return Object.freeze({
    check,
    roleOf: (request: Request, address: string) => {
      const header = request.headers.get('authorization');
      if (header === null) return 'reader';
      const token = /^Bearer (.+)$/i.exec(header)?.[1] ?? '';
      const verdict = check(token, address);
      return verdict === true ? 'editor' : verdict;
    },
  });
}

/** A 429 that says when to come again, in whole seconds. */
export function tooMany(waitMs: number, why: string): Response {
  const seconds = Math.max(1, Math.ceil(waitMs / 1_000));
  return refuse(429, 'rate-limited', `${why} Ask again in ${seconds} s.`, {
    'retry-after': String(seconds),
  });
}

/** Takes the same time wherever the texts differ. */
function isSame(a: string, b: string): boolean {
  const hash = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(hash(a), hash(b));
}
