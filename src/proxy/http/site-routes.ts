import { Hono, type HonoRequest } from 'hono';
import {
  ASSET_HEADERS,
  DOCUMENT_HEADERS,
  IMMUTABLE,
  REVALIDATE,
  SCRIPT_HEADERS,
  type HeaderSet,
} from '../security-headers.ts';
import { hasCurrent, wantedEncodings } from './negotiate.ts';
import type { SiteFile, SiteFiles } from './site-files.ts';
import type { SitePages } from './site-pages.ts';

/**
 * Everything that is not the protocol: the files of the site's build, and its one page for every address.
 * `routes` are the addresses the site knows (`/blog/:id/:slug?`); another one gets the same page with status 404, so
 * that the site itself can say so while crawlers and probes are told the truth. Where `pages` are given, an address comes
 * with its content, one whose record is not published with status 404 too, and feeds and sitemap are there.
 */
export function siteRoutes(
  files: SiteFiles,
  routes: readonly string[],
  pages: SitePages | undefined,
): Hono {
  const app = new Hono({ strict: false });

  const shell = async (req: HonoRequest, status: 200 | 404) => {
    const page = await files.read('/index.html', wantedEncodings(req.header('accept-encoding')));
    return page
      ? answer(req, page, { status })
      : plain(503, 'The site is not built yet: npm run build');
  };

  app.get('/assets/*', async ({ req }) => {
    const file = await files.read(req.path, wantedEncodings(req.header('accept-encoding')));
    // Never the page: a script tag that gets HTML fails in a way that nobody understands.
    return file ? answer(req, file, { cacheControl: IMMUTABLE }) : plain(404, 'No such asset.');
  });

  for (const route of routes) {
    app.get(route, async ({ req }) => {
      const { pathname, search } = new URL(req.url);
      const wanted = wantedEncodings(req.header('accept-encoding'));
      const page = await pages?.page(pathname + search, wanted);
      if (page) return answer(req, page);
      // The site all the same: a reader may have what is not published, or be the first to ask for what is.
      return shell(req, pages?.isMissing(pathname + search) ? 404 : 200);
    });
  }

  app.get('*', async ({ req }) => {
    const wanted = wantedEncodings(req.header('accept-encoding'));
    const file = (await pages?.file(req.path, wanted)) ?? (await files.read(req.path, wanted));
    if (file) return answer(req, file);
    const isNavigation = (req.header('accept') ?? '').includes('text/html');
    return isNavigation ? shell(req, 404) : plain(404, 'Not found.');
  });
  return app;
}

function answer(
  req: HonoRequest,
  file: SiteFile,
  { status = 200, cacheControl = REVALIDATE }: { status?: 200 | 404; cacheControl?: string } = {},
): Response {
  const headers = {
    ...headersFor(file.type),
    'cache-control': status === 404 ? 'no-store' : cacheControl,
    etag: file.etag,
    vary: 'accept-encoding',
  };
  if (status === 200 && hasCurrent(req.header('if-none-match'), file.etag)) {
    return new Response(null, { status: 304, headers });
  }
  const encoding = file.encoding === 'identity' ? {} : { 'content-encoding': file.encoding };
  return new Response(file.bytes, {
    status,
    headers: { ...headers, ...encoding, 'content-type': file.type },
  });
}

function headersFor(type: string): HeaderSet {
  if (type.startsWith('text/html')) return DOCUMENT_HEADERS;
  return type.startsWith('text/javascript') ? SCRIPT_HEADERS : ASSET_HEADERS;
}

function plain(status: number, text: string): Response {
  return new Response(`${text}\n`, {
    status,
    headers: {
      ...ASSET_HEADERS,
      'content-type': 'text/plain; charset=utf-8',
      'cache-control': 'no-store',
    },
  });
}
