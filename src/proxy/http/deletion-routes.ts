import { createHash, timingSafeEqual } from 'node:crypto';
import { Hono } from 'hono';
import { DATA_HEADERS } from '../security-headers.ts';
import { refuse } from './refusal.ts';

/** What the route of an editor's confirmation needs. */
export interface DeletionRoutesOptions {
  /** Undefined: nobody is an editor. */
  readonly editorToken: string | undefined;
  /** Lets all held deletions go and gives how many, by collection. */
  readonly confirmDeletions: () => Promise<Readonly<Record<string, number>>>;
}

/** `POST /v1/deletions/confirm`: what `npm run confirm-deletions` does, for an editor's button. */
export function deletionRoutes({ editorToken, confirmDeletions }: DeletionRoutesOptions): Hono {
  const app = new Hono({ strict: false });
  app.post('/confirm', async ({ req }) => {
    const origin = req.header('origin');
    if (origin !== undefined && !isOwn(origin, req.header('host') ?? new URL(req.url).host)) {
      return refuse(403, 'unauthorized', 'Only this site’s own pages may ask for this.');
    }
    const token = /^Bearer (.+)$/i.exec(req.header('authorization') ?? '')?.[1];
    if (editorToken === undefined || token === undefined || !isSame(token, editorToken)) {
      return refuse(401, 'unauthorized', 'An editor’s token is needed: EDITOR_TOKEN.', {
        'www-authenticate': 'Bearer',
      });
    }
    return Response.json(
      { released: await confirmDeletions() },
      { headers: { ...DATA_HEADERS, 'cache-control': 'no-store' } },
    );
  });
  return app;
}

function isOwn(origin: string, host: string): boolean {
  return URL.canParse(origin) && new URL(origin).host === host;
}

/** Takes the same time wherever the texts differ. */
function isSame(a: string, b: string): boolean {
  const hash = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(hash(a), hash(b));
}
