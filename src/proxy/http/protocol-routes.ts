import { Hono, type HonoRequest } from 'hono';
import { isHash, type Hash } from '../../model/hash.ts';
import { CHECKED_HEADER } from '../../protocol/paths.ts';
import type { ServedFeed } from '../live/live-feed.ts';
import type { LiveFeeds } from '../live/live-feeds.ts';
import type { Encoding, ObjectStore } from '../objects/object-store.ts';
import type { Publication } from '../publish/publication.ts';
import { DATA_HEADERS, IMMUTABLE, REVALIDATE, type HeaderSet } from '../security-headers.ts';
import { hasCurrent, wantedEncodings } from './negotiate.ts';
import { refuse } from './refusal.ts';

/** What the protocol's routes read from. */
export interface ProtocolSource {
  readonly publication: () => Publication | undefined;
  readonly objects: Pick<ObjectStore, 'read'>;
  readonly live: Pick<LiveFeeds, 'find'>;
  /** Whole seconds since everything published was last confirmed upstream. */
  readonly checkedSecondsAgo: () => number;
  /** Told of each poll: somebody is reading. */
  readonly readerSeen: () => void;
}

/** `GET /v1/manifest.json`, `/v1/o/<hash>.json` and `/v1/live/<feed>.json`: all that a reader needs. */
export function protocolRoutes({
  publication,
  objects,
  live,
  checkedSecondsAgo,
  readerSeen,
}: ProtocolSource): Hono {
  const app = new Hono({ strict: false });

  app.get('/manifest.json', ({ req }) => {
    readerSeen();
    const current = publication();
    if (!current) {
      return refuse(503, 'not-found', 'Nothing is published yet; ask again in a second.', {
        'retry-after': '1',
      });
    }
    return answerPoll(req, { ...current, secondsAgo: checkedSecondsAgo() });
  });

  app.get('/o/:file', async ({ req }) => {
    const hash = /^(.+)\.json$/.exec(req.param('file'))?.[1];
    if (!isHash(hash))
      return refuse(400, 'bad-request', 'An object is asked for as /v1/o/<hash>.json.');
    const found = await objects.read(hash, wantedEncodings(req.header('accept-encoding')));
    if (!found)
      return refuse(404, 'not-found', 'No such object; the newest manifest names those that are.');
    const headers = objectHeaders(hash, found.encoding);
    return hasCurrent(req.header('if-none-match'), headers['etag']!)
      ? new Response(null, { status: 304, headers: withoutBody(headers) })
      : new Response(found.bytes, { headers });
  });

  app.get('/live/:file', ({ req }) => {
    const found = live.find(/^(.+)\.json$/.exec(req.param('file'))?.[1] ?? '');
    if (found === 'unknown') {
      return refuse(404, 'not-found', 'No such live feed; the manifest lists those that are.');
    }
    if (found === 'empty') {
      return refuse(503, 'offline', 'Its source has said nothing yet; ask again in a moment.', {
        'retry-after': '2',
      });
    }
    return answerPoll(req, found);
  });
  return app;
}

/** An answer to those who ask again and again: 304 where they have it. */
function answerPoll(req: HonoRequest, { etag, bytesByEncoding, secondsAgo }: ServedFeed): Response {
  const headers = pollHeaders(etag, secondsAgo);
  if (hasCurrent(req.header('if-none-match'), etag)) {
    return new Response(null, { status: 304, headers });
  }
  const encoding = wantedEncodings(req.header('accept-encoding'))[0] ?? 'identity';
  return new Response(bytesByEncoding[encoding], {
    headers: { ...DATA_HEADERS, ...headers, ...jsonHeaders(encoding) },
  });
}

/**
 * The headers of a poll, all of them where it finds nothing. Nearly every answer is that one, ten thousand readers each
 * second or so: no header that is not needed.
 */
export function pollHeaders(etag: string, checkedSecondsAgo: number): HeaderSet {
  return {
    etag,
    'cache-control': REVALIDATE,
    vary: 'accept-encoding',
    [CHECKED_HEADER]: String(checkedSecondsAgo),
  };
}

/** The headers of an object in this form. */
export function objectHeaders(hash: Hash, encoding: Encoding): HeaderSet {
  return {
    ...DATA_HEADERS,
    'cache-control': IMMUTABLE,
    vary: 'accept-encoding',
    // Weak, for it names the object in every coding of it (RFC 9110 §8.8.1).
    etag: `W/"${hash}"`,
    ...jsonHeaders(encoding),
  };
}

/** What a 304 says of what would have been sent (RFC 9110 §15.4.5). */
function withoutBody(headers: HeaderSet): HeaderSet {
  const { etag, vary, 'cache-control': caching } = headers;
  return { etag: etag!, vary: vary!, 'cache-control': caching! };
}

function jsonHeaders(encoding: Encoding): Record<string, string> {
  return {
    'content-type': 'application/json; charset=utf-8',
    ...(encoding === 'identity' ? {} : { 'content-encoding': encoding }),
  };
}
