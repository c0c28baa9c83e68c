import { Hono } from 'hono';
import { isHash } from '../../model/hash.ts';
import type { MediaStore, StoredMedia } from '../media/media-store.ts';
import { IMMUTABLE, MEDIA_HEADERS } from '../security-headers.ts';
import { byteRangeOf } from './byte-range.ts';
import { hasCurrent } from './negotiate.ts';
import { refuse } from './refusal.ts';

/** `GET /v1/media/<hash>/<name>`: attachments from our own disk, typed by their bytes, the name only for downloads. */
export function mediaRoutes(store: Pick<MediaStore, 'open'>): Hono {
  const app = new Hono({ strict: false });
  app.get('/:hash/:name', async ({ req }) => {
    const { hash, name } = req.param();
    if (!isHash(hash))
      return refuse(400, 'bad-request', 'An attachment is asked for as /v1/media/<hash>/<name>.');
    const media = await store.open(hash);
    if (!media) return refuse(404, 'not-found', 'No such attachment.');
    const headers = headersOf(media, hash, name);
    if (hasCurrent(req.header('if-none-match'), headers['etag']!)) {
      return new Response(null, { status: 304, headers });
    }
    // The bytes behind a hash never change, so `If-Range` can only name these.
    const range = byteRangeOf(req.header('range'), media.size);
    if (range === 'unsatisfiable') {
      return refuse(416, 'bad-request', `It has ${media.size} bytes: ask for a part of these.`, {
        'content-range': `bytes */${media.size}`,
      });
    }
    const { start, end } = range ?? { start: 0, end: media.size };
    const part = range ? { 'content-range': `bytes ${start}-${end - 1}/${media.size}` } : {};
    return new Response(media.stream(start, end), {
      status: range ? 206 : 200,
      headers: { ...headers, ...part, 'content-length': String(end - start) },
    });
  });
  return app;
}

function headersOf(media: StoredMedia, hash: string, name: string): Record<string, string> {
  return {
    ...MEDIA_HEADERS,
    'content-type': media.type,
    'cache-control': IMMUTABLE,
    'accept-ranges': 'bytes',
    etag: `"${hash}"`,
    ...(media.isInline
      ? {}
      : { 'content-disposition': `attachment; filename*=UTF-8''${encodeHeaderValue(name)}` }),
  };
}

/** RFC 8187: percent-encoded, and so without quotes, line breaks or anything else that means something there. */
function encodeHeaderValue(name: string): string {
  return encodeURIComponent(name.toWellFormed()).replaceAll(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
