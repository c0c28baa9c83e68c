import {
  addressTooLong,
  authenticationRequired,
  invalidBody,
  modelNotFound,
  notFound,
  notPermitted,
} from './api-error.ts';
import type { BaseStore } from './base-store.ts';
import type { StoredTable } from './tables.ts';
import { isId } from './ids.ts';
import { isObject, type JsonObject } from './json.ts';
import type { Limits } from './limits.ts';
import type { SeedBase } from './seed.ts';

/** One request of the Web API that has passed the checks every endpoint shares. */
export interface ApiCall {
  readonly token: string;
  readonly params: Readonly<Record<string, string>>;
  readonly search: URLSearchParams;
  /** The table the address names; throws the 403 if there is none. */
  readonly table: () => StoredTable;
  /** The JSON body; `{}` when there is none. */
  readonly body: JsonObject;
}

/** One endpoint: the segments of its address, `:name` standing for a value, and what it answers as JSON. */
export interface ApiRoute {
  readonly method: string;
  readonly path: string;
  /** What a token must be allowed to do for it. */
  readonly scope?: string;
  readonly answer: (call: ApiCall) => unknown;
}

interface WebApiOptions {
  readonly base: () => SeedBase;
  readonly store: BaseStore;
  readonly limits: Limits;
  readonly routes: readonly ApiRoute[];
  /** What tokens may do; one that is not named may do all. */
  readonly scopesByToken: Readonly<Record<string, readonly string[]>>;
  /** How a body that is not JSON is refused. */
  readonly badJson: 400 | 422;
  /** Takes ids of any length after their three letters. */
  readonly hasLenientIds: boolean;
}

/**
 * Answers requests in Airtable's order of checks: shape of the address (404), token (401), base (403), limits
 * (429), table (403), body and parameters (422), data. Throws `ApiError` for every refusal.
 */
export function createWebApi(options: WebApiOptions): (request: Request) => Promise<unknown> {
  return async (request) => {
    const url = new URL(request.url);
    if (url.pathname.length + url.search.length > MAX_ADDRESS) throw addressTooLong();
    const { route, params } = matchRoute(options, request.method, url.pathname);
    const token = checkToken(request.headers.get('authorization'), options.base().tokens);
    const isOtherBase = params['base'] !== undefined && params['base'] !== options.base().id;
    if (isOtherBase) throw modelNotFound();
    const scopes = options.scopesByToken[token];
    if (route.scope !== undefined && scopes?.includes(route.scope) === false) throw notPermitted();
    const isMetered = !route.path.startsWith('/v0/meta/');
    options.limits.admit({ token, isMetered, isOfBase: params['base'] !== undefined });
    const table = (): StoredTable => {
      const found = options.store.findTable(params['table'] ?? '');
      if (found === undefined) throw modelNotFound();
      return found;
    };
    if (params['table'] !== undefined) table();
    return await route.answer({
      token,
      params,
      search: url.searchParams,
      table,
      body: await readBody(request, options.badJson),
    });
  };
}

/** What is longer has to be asked by POST. */
const MAX_ADDRESS = 16_000;

function matchRoute(
  { routes, hasLenientIds }: Pick<WebApiOptions, 'routes' | 'hasLenientIds'>,
  method: string,
  pathname: string,
): { readonly route: ApiRoute; readonly params: Readonly<Record<string, string>> } {
  // The official client ends some addresses in a slash; an id or a name is never empty.
  const segments = pathname.replace(/\/+$/, '').split('/').map(decode);
  for (const route of routes) {
    const params =
      route.method === method
        ? matchSegments(route.path.split('/'), segments, hasLenientIds)
        : undefined;
    if (params !== undefined) return { route, params };
  }
  throw notFound();
}

function matchSegments(
  pattern: readonly string[],
  segments: readonly string[],
  isLenient: boolean,
): Record<string, string> | undefined {
  if (pattern.length !== segments.length) return undefined;
  const params: Record<string, string> = {};
  for (const [at, expected] of pattern.entries()) {
    const segment = segments[at] ?? '';
    const name = expected.startsWith(':') ? expected.slice(1) : undefined;
    const fits =
      name === undefined ? segment === expected : fitsParameter(name, segment, isLenient);
    if (!fits) return undefined;
    if (name !== undefined) params[name] = segment;
  }
  return params;
}

/** Ids of the wrong shape are a wrong address, whoever asks; tables and fields may also go by their names. */
function fitsParameter(name: string, segment: string, isLenient: boolean): boolean {
  const kind = ID_KINDS[name];
  return kind === undefined ? segment !== '' : isId(kind, segment, isLenient);
}

const ID_KINDS: Readonly<Record<string, Parameters<typeof isId>[0]>> = {
  base: 'app',
  record: 'rec',
  webhook: 'ach',
  comment: 'com',
};

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    // A lone per cent sign is no encoding; then the segment is what it says.
    return segment;
  }
}

function checkToken(header: string | null, tokens: readonly string[]): string {
  const token = /^Bearer\s+(\S+)\s*$/i.exec(header ?? '')?.[1];
  if (token === undefined || !tokens.includes(token)) throw authenticationRequired();
  return token;
}

async function readBody(request: Request, refusedAs: 400 | 422): Promise<JsonObject> {
  const text = await request.text();
  if (text.trim() === '') return {};
  try {
    const body: unknown = JSON.parse(text);
    if (isObject(body)) return body;
  } catch {
    // Not JSON: the same refusal as for JSON of another kind.
  }
  throw invalidBody(refusedAs);
}
