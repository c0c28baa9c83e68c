import { createHash } from 'node:crypto';

/** What the emulated GitHub is made of. */
export interface RepositoriesOptions {
  readonly origin: string;
  readonly now: () => number;
}

/** `GET /repos/<owner>/<name>` and its `/releases/latest`, as GitHub answers them: ETag, and an allowance by the hour. */
export interface Repositories {
  readonly answer: (request: Request) => Response;
  /** A fresh allowance, and every repository as at first. */
  readonly reset: () => void;
}

const HOUR_MS = 60 * 60_000;

/** Every repository exists but those of `nobody`; their figures grow while somebody could be looking. */
export function createRepositories({ origin, now }: RepositoriesOptions): Repositories {
  let startedAt = now();
  const spentByToken = new Map<string, { used: number; readonly endsAt: number }>();

  /** What is left after this call. An answer that is unchanged is free to those who say who they are. */
  const spend = (token: string, isFree: boolean) => {
    const limit = token === '' ? 60 : 5000;
    let spent = spentByToken.get(token);
    if (!spent || spent.endsAt <= now()) {
      spent = { used: 0, endsAt: now() + HOUR_MS };
      spentByToken.set(token, spent);
    }
    const isRefused = spent.used >= limit;
    if (!isRefused && !(isFree && token !== '')) spent.used++;
    const headers = {
      date: new Date(now()).toUTCString(),
      'x-ratelimit-limit': String(limit),
      'x-ratelimit-remaining': String(limit - spent.used),
      'x-ratelimit-used': String(spent.used),
      'x-ratelimit-reset': String(Math.ceil(spent.endsAt / 1000)),
      'x-ratelimit-resource': 'core',
    };
    return { isRefused, headers };
  };

  const answer = (request: Request): Response => {
    const path = new URL(request.url).pathname.split('/').slice(2);
    const [owner = '', name = '', ...rest] = path.map(decodeURIComponent);
    const token = request.headers.get('authorization') ?? '';
    const isKnown = request.method === 'GET' && owner !== 'nobody' && name !== '';
    const minutes = (now() - startedAt) / 60_000;
    const found = isKnown ? describe({ owner, name, origin, minutes }, rest.join('/')) : undefined;
    const text = JSON.stringify(found ?? NOT_FOUND);
    const etag = `W/"${createHash('sha256').update(text).digest('hex')}"`;
    const isSame = found !== undefined && request.headers.get('if-none-match') === etag;
    const { isRefused, headers } = spend(token, isSame);
    if (isRefused) return Response.json(LIMITED, { status: 403, headers });
    if (isSame) return new Response(null, { status: 304, headers: { ...headers, etag } });
    const type = { 'content-type': 'application/json; charset=utf-8' };
    return found === undefined
      ? new Response(text, { status: 404, headers: { ...headers, ...type } })
      : new Response(text, { headers: { ...headers, ...type, etag, 'cache-control': 'private' } });
  };

  return Object.freeze({
    answer,
    reset: () => {
      startedAt = now();
      spentByToken.clear();
    },
  });
}

const NOT_FOUND = {
  message: 'Not Found',
  documentation_url: 'https://docs.github.com/rest/repos/repos',
  status: '404',
};
const LIMITED = {
  message: 'API rate limit exceeded.',
  documentation_url: 'https://docs.github.com/rest/overview/rate-limits-for-the-rest-api',
};

interface Repository {
  readonly owner: string;
  readonly name: string;
  readonly origin: string;
  /** Since the emulator began. */
  readonly minutes: number;
}

function describe({ owner, name, origin, minutes }: Repository, rest: string): unknown {
  const fullName = `${owner}/${name}`;
  const chance = createHash('sha256').update(fullName).digest();
  const [small, large] = [chance[0]!, chance.readUInt16BE(1)];
  if (rest === 'releases/latest') return latestRelease(`${origin}/${fullName}`, small, minutes);
  if (rest !== '') return undefined;
  // A star every minute or so, a fork every few, and issues that are opened and closed.
  const stars = 40 + (large % 900) + Math.floor(minutes * (1 + (small % 3)));
  return {
    id: large * 256 + small,
    name,
    full_name: fullName,
    owner: { login: owner },
    private: false,
    html_url: `${origin}/${fullName}`,
    stargazers_count: stars,
    watchers_count: stars,
    forks_count: 3 + (small % 40) + Math.floor(minutes / 4),
    open_issues_count: Math.round(9 + (small % 9) + 4 * Math.sin(minutes / 3 + small)),
    default_branch: 'main',
    archived: false,
  };
}

function latestRelease(url: string, small: number, minutes: number): unknown {
  const minor = (small % 12) + Math.floor(minutes / 30);
  const publishedAt = Date.UTC(2026, 6, 1 + (small % 28), 9) + Math.floor(minutes / 30) * DAY_MS;
  const tag = `v1.${minor}.0`;
  return {
    tag_name: tag,
    name: tag,
    html_url: `${url}/releases/tag/${tag}`,
    draft: false,
    prerelease: false,
    published_at: new Date(publishedAt).toISOString().replace('.000Z', 'Z'),
  };
}

const DAY_MS = 24 * HOUR_MS;
