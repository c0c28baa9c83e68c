import type { Stream } from './stream/stream.ts';

const HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; base-uri 'none'; form-action 'none'",
  'x-content-type-options': 'nosniff',
};

/** Where links of emulated posts and repositories lead: a page that says what stands there; `undefined` for the rest. */
export function standInPage(request: Request, stream: Pick<Stream, 'find'>): Response | undefined {
  const parts = new URL(request.url).pathname.split('/').slice(1).map(decodeURIComponent);
  if (parts[0] === 'profile' && parts[2] === 'post' && parts.length === 4) {
    const post = stream.find(parts[1]!, parts[3]!);
    return page(post ? post.text : 'This post is gone.', parts[1]!.replace(/^did:web:/, ''));
  }
  const isRepository = parts.length >= 2 && /^[\w-]+$/.test(parts[0]!) && parts[0] !== 'grid';
  if (!isRepository) return undefined;
  return page(parts.slice(0, 2).join('/'), 'An emulated repository: figures without files.');
}

function page(title: string, text: string): Response {
  const body = `<!doctype html><meta charset="utf-8"><title>${escapeText(title)}</title><h1>${escapeText(title)}</h1><p>${escapeText(text)}</p>`;
  return new Response(body, { headers: HEADERS });
}

function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
