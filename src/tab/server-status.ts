import { asCount, asObject } from '../protocol/check.ts';
import { decodeServerStatus, type ServerStatus } from '../protocol/server-status.ts';

/** What there is to know of the server: its status, that there is only a host of plain files, or that nobody answers. */
export type ServerAnswer = ServerStatus | 'plain-files' | 'unreachable';

/** Asks the server behind the site how it is; never rejects. Nobody answers either where the signal is sooner. */
export async function readServerStatus(
  basePath: string,
  signal: AbortSignal = AbortSignal.timeout(ANSWER_MS),
): Promise<ServerAnswer> {
  try {
    const response = await fetch(`${basePath}v1/status`, { cache: 'no-store', signal });
    if (response.status === 404) return 'plain-files';
    if (!response.ok) return 'unreachable';
    // A host of plain files has this too, as a file without a type.
    const status = asObject(await response.json(), 'status');
    return status['upstream'] === null ? 'plain-files' : decodeServerStatus(status);
  } catch {
    // No network, or an answer that is not this site's: a sign-in page of the network, perhaps.
    return 'unreachable';
  }
}

/** How many deletions were let go, or why not. */
export type Released = number | 'wrong-token' | 'failed';

/** Lets the deletions go that the server holds back, in an editor's name; never rejects. 'failed' too where the signal is sooner. */
export async function confirmDeletions(
  basePath: string,
  token: string,
  signal: AbortSignal = AbortSignal.timeout(RELEASED_MS),
): Promise<Released> {
  try {
    const response = await fetch(`${basePath}v1/deletions/confirm`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
      signal,
    });
    if (response.status === 401) return 'wrong-token';
    if (!response.ok) return 'failed';
    const { released } = asObject(await response.json(), 'answer');
    const counts = Object.values(asObject(released, 'answer.released'));
    return counts.reduce<number>((sum, count) => sum + asCount(count, 'released'), 0);
  } catch {
    // Nothing is known: the status tells whether they are still held.
    return 'failed';
  }
}

/** Its status is at hand; the page asks again every ten seconds. */
const ANSWER_MS = 8000;
/** It publishes all that it lets go before it answers. */
const RELEASED_MS = 30_000;
