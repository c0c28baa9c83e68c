import { createHash } from 'node:crypto';

import type { ApiError } from './api-error.ts';

/** The headers on every recorded answer of Airtable, errors too. */
export const CORS_HEADERS: Readonly<Record<string, string>> = {
  'access-control-allow-origin': '*',
  'access-control-allow-methods': 'DELETE,GET,OPTIONS,PATCH,POST,PUT',
  'access-control-allow-headers':
    'authorization,content-length,content-type,user-agent,x-airtable-application-id,x-airtable-user-agent,x-api-version,x-requested-with',
};

/** A good answer. It has no ETag: Airtable knows no conditional GET. */
export function jsonResponse(body: unknown): Response {
  return respond(200, body, {});
}

/** A refusal as Airtable answers it: a weak ETag appears on these, and only on these. */
export function errorResponse(error: ApiError): Response {
  const digest = createHash('sha256').update(error.message).digest('base64url').slice(0, 22);
  return respond(error.status, error.body, { etag: `W/"${digest}"`, ...error.headers });
}

function respond(
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>>,
): Response {
  const bytes = new TextEncoder().encode(JSON.stringify(body ?? {}));
  return new Response(bytes, {
    status,
    headers: {
      'content-length': String(bytes.byteLength),
      'content-type': 'application/json; charset=utf-8',
      vary: 'Accept-Encoding',
      ...CORS_HEADERS,
      ...headers,
    },
  });
}
