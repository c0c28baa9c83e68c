/** What the Node server hands in beside a request; other hosts hand in nothing. */
interface Surroundings {
  readonly incoming?: { readonly url?: string | undefined };
}

/**
 * True where a request spells its address in the one way that this server writes it: no query, not even an empty one, no
 * fragment, no slash at the end, no dot segments, no needless escapes. Only the names of attachments have escapes at all.
 */
export function isSpelledPlainly({ url }: Request, env: unknown): boolean {
  const { pathname } = new URL(url);
  // The server resolves dot segments before anybody sees the request.
  const spelled = (env as Surroundings | undefined)?.incoming?.url ?? url;
  const isAsSent = spelled === pathname || spelled === url;
  const mayEscape = pathname.startsWith('/v1/media/');
  return isAsSent && !/[?#]|\/$/.test(spelled) && (mayEscape || !pathname.includes('%'));
}
