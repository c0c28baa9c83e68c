import { readAtMost } from './read-at-most.ts';
import { refuse } from './refusal.ts';

/** The value that a request's body says in JSON, or the refusal: a form's post, too much of it, not JSON, nested too deep. */
export async function readJson(
  request: Request,
  maxBytes: number,
): Promise<{ readonly value: unknown } | Response> {
  const type = (request.headers.get('content-type') ?? '').split(';')[0]!.trim().toLowerCase();
  // A form of another site can send every other type without asking first (Fetch §4.8, CORS-safelisted).
  if (type !== 'application/json') {
    return refuse(415, 'bad-request', 'Send it as application/json.');
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
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return refuse(400, 'bad-request', 'The body is not JSON.');
  }
  return isDeeperThan(MAX_DEPTH, value)
    ? refuse(400, 'bad-request', `The body is nested more than ${MAX_DEPTH} deep.`)
    : { value };
}

/** What is deeper can be parsed, but not printed again: the journal's batch would fail, with what others sent. */
const MAX_DEPTH = 64;

function isDeeperThan(most: number, value: unknown): boolean {
  let level = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > most) return true;
    level = level.flatMap((one) =>
      typeof one === 'object' && one !== null ? Object.values(one as Record<string, unknown>) : [],
    );
  }
  return false;
}
