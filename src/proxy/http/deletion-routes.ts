import { Hono } from 'hono';
import { DATA_HEADERS } from '../security-headers.ts';
import { clientAddress } from './client-address.ts';
import type { EditorDoor } from './editor-door.ts';
import { isOwnOrigin } from './own-origin.ts';
import { refuse } from './refusal.ts';

/** What the route of an editor's confirmation needs. */
export interface DeletionRoutesOptions {
  readonly door: EditorDoor;
  readonly siteUrl?: string | undefined;
  readonly trustedHops: number;
  /** Lets all held deletions go and gives how many, by collection. */
  readonly confirmDeletions: () => Promise<Readonly<Record<string, number>>>;
}

/** `POST /v1/deletions/confirm`: what `npm run confirm-deletions` does, for an editor's button. */
export function deletionRoutes(options: DeletionRoutesOptions): Hono {
  const app = new Hono({ strict: false });
  app.post('/confirm', async ({ req, env }) => {
    if (!isOwnOrigin(req.raw, options.siteUrl)) {
      return refuse(403, 'unauthorized', 'Only this site’s own pages may ask for this.');
    }
    const address = clientAddress(req.raw, env, options.trustedHops);
    const role = options.door.roleOf(req.raw, address);
    if (role instanceof Response) return role;
    if (role !== 'editor') {
      return refuse(401, 'unauthorized', 'An editor’s token is needed: EDITOR_TOKEN.', {
        'www-authenticate': 'Bearer',
      });
    }
    return Response.json(
      { released: await options.confirmDeletions() },
      { headers: { ...DATA_HEADERS, 'cache-control': 'no-store' } },
    );
  });
  return app;
}
