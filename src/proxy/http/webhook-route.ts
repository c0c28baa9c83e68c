import type { Source } from '../source/source.ts';
import { readAtMost } from './read-at-most.ts';
import { refuse } from './refusal.ts';

/** Where Airtable's notifications go, below the site's address. */
export const WEBHOOK_PATH = 'v1/webhook';

/** A notification has about 150 bytes: it says that something changed, not what. */
const MAX_BYTES = 4_096;

/**
 * `POST /v1/webhook`: takes a notification, judged by its signature over the bytes as they came. Answers at once and
 * with an empty body; what follows from it, if anything, is for the source's schedule to say.
 */
export async function takeNotification(
  request: Request,
  notify: Source['notify'],
): Promise<Response> {
  let bytes: Uint8Array<ArrayBuffer> | undefined;
  try {
    bytes = await readAtMost(request, MAX_BYTES);
  } catch {
    return refuse(400, 'bad-request', 'The body broke off.');
  }
  if (!bytes) return refuse(413, 'too-large', 'A notification has a few hundred bytes at most.');
  const mac = request.headers.get('x-airtable-content-mac') ?? undefined;
  switch (notify({ bytes, mac })) {
    case 'news':
    case 'known':
      return new Response(null, { status: 204, headers: { 'cache-control': 'no-store' } });
    case 'forged':
      return refuse(401, 'unauthorized', 'Its signature is not right.');
    case 'stale':
      return refuse(400, 'bad-request', 'Its time is more than an hour off, or no time at all.');
    case 'unexpected':
      return refuse(404, 'not-found', 'It names no webhook of this server.');
  }
}
