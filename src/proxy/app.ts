import { Hono } from 'hono';
import { MUTATIONS_PATH, SESSION_PATH } from '../protocol/paths.ts';
import { deletionRoutes, type DeletionRoutesOptions } from './http/deletion-routes.ts';
import { createEditorDoor } from './http/editor-door.ts';
import { mutationRoutes, type MutationRoutesOptions } from './http/mutation-routes.ts';
import { mediaRoutes } from './http/media-routes.ts';
import { protocolRoutes, type ProtocolSource } from './http/protocol-routes.ts';
import { refuse } from './http/refusal.ts';
import type { SiteFiles } from './http/site-files.ts';
import type { SitePages } from './http/site-pages.ts';
import { isSpelledPlainly } from './http/spelling.ts';
import { siteRoutes } from './http/site-routes.ts';
import { takeNotification, WEBHOOK_PATH } from './http/webhook-route.ts';
import type { MediaStore } from './media/media-store.ts';
import type { Source } from './source/source.ts';
import { DATA_HEADERS } from './security-headers.ts';
import type { ProxyStatus } from './status.ts';

/** What the HTTP face of the proxy is given: everything it shows, and the little that it may ask for. */
export interface AppOptions
  extends ProtocolSource, Omit<DeletionRoutesOptions, 'door'>, Omit<MutationRoutesOptions, 'door'> {
  /** Who shows it is an editor; without one nobody is. */
  readonly editorToken: string | undefined;
  readonly media: Pick<MediaStore, 'open'>;
  readonly site: SiteFiles;
  /** Its pages with their content; undefined where they are drawn in the browser alone. */
  readonly pages?: SitePages | undefined;
  /** The addresses that the site knows, such as `/blog/:id/:slug?`. */
  readonly siteRoutes: readonly string[];
  readonly status: () => ProxyStatus;
  readonly notify: Source['notify'];
}

/** The proxy's HTTP face as one function from `Request` to `Response`; tests call `app.request` without a server. */
export function createApp(options: AppOptions): Hono {
  // People end the addresses of pages with a slash; both forms are the same page.
  const app = new Hono({ strict: false });

  app.use('/v1/*', async ({ req, env }, next) => {
    // So that no cache on the way can be filled with copies of an address (ASVS 14.2.5).
    if (!isSpelledPlainly(req.raw, env)) {
      return refuse(
        400,
        'bad-request',
        'Addresses below /v1 take no query, and have one spelling each.',
      );
    }
    if ((req.method === 'GET' || req.method === 'HEAD') && announcesBody(req.raw)) {
      return refuse(400, 'bad-request', 'A read takes no body.');
    }
    return next();
  });
  app.get('/v1/status', () => json(options.status()));
  app.post(`/${WEBHOOK_PATH}`, ({ req }) => takeNotification(req.raw, options.notify));
  app.get('/healthz', () => json({ ok: true }));
  app.route('/v1/media', mediaRoutes(options.media));
  const door = createEditorDoor(options.editorToken, options.now);
  app.route('/v1/deletions', deletionRoutes({ ...options, door }));
  app.route('/v1', mutationRoutes({ ...options, door }));
  app.route('/v1', protocolRoutes(options));
  app.all('/v1/*', ({ req }) => {
    const { method, path } = req;
    const allow = POSTED.has(path) ? 'POST' : 'GET, HEAD';
    return allow.split(', ').includes(method)
      ? refuse(404, 'not-found', 'No such address below /v1; docs/protocol.md lists them.')
      : refuse(405, 'method-not-allowed', `${method} is not taken here, but ${allow}.`, { allow });
  });
  app.route('/', siteRoutes(options.site, options.siteRoutes, options.pages));
  app.notFound(() =>
    refuse(405, 'method-not-allowed', 'The site is read with GET.', { allow: 'GET, HEAD' }),
  );
  app.onError((error) => {
    options.report({ type: 'failed', what: 'answering a request', error });
    return refuse(500, 'invalid-response', 'The server failed at this; it is in its log.');
  });
  return app;
}

/** Addresses that nothing is read from. */
const POSTED: ReadonlySet<string> = new Set(
  [MUTATIONS_PATH, SESSION_PATH, WEBHOOK_PATH, 'v1/deletions/confirm'].map((path) => `/${path}`),
);

function announcesBody({ headers }: Request): boolean {
  return headers.has('transfer-encoding') || Number(headers.get('content-length') ?? 0) > 0;
}

function json(value: unknown): Response {
  return Response.json(value, { headers: { ...DATA_HEADERS, 'cache-control': 'no-store' } });
}
