import { MAX_DEPTH, parseJson } from '../../protocol/parse-json.ts';
import { readAtMost } from './read-at-most.ts';
import { refuse } from './refusal.ts';

/**
 * The value that a request's body says in JSON, or the refusal: a form's post, one that is compressed, too much of it, not
 * JSON, nested too deep.
 */
export async function readJson(
  request: Request,
  maxBytes: number,
): Promise<{ readonly value: unknown } | Response> {
  const type = (request.headers.get('content-type') ?? '').split(';')[0]!.trim().toLowerCase();
  // A form of another site can send every other type without asking first (Fetch §4.8, CORS-safelisted).
  if (type !== 'application/json') {
    return refuse(415, 'bad-request', 'Send it as application/json.');
  }
  const coding = request.headers.get('content-encoding') ?? 'identity';
  if (coding.trim().toLowerCase() !== 'identity') {
    return refuse(415, 'bad-request', 'Send it without a Content-Encoding.', {
      'accept-encoding': 'identity',
    });
  }
  let bytes: Uint8Array | undefined;
  try {
    bytes = await readAtMost(request, maxBytes);
  } catch {
    return refuse(400, 'bad-request', 'The body broke off.');
  }
  if (!bytes) {
    return refuse(413, 'too-large', `A request has at most ${maxBytes / 1024} KiB here.`);
  }
  try {
    return { value: parseJson(bytes, 'the body') };
  } catch {
    const most = `nested at most ${MAX_DEPTH} deep`;
    return refuse(400, 'bad-request', `The body is not JSON in UTF-8, ${most}.`);
  }
}
