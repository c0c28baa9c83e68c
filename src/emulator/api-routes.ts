import { invalidRequest, modelNotFound, recordNotFound, type ApiError } from './api-error.ts';
import type { ChangeSource } from './base-store.ts';
import type { StoredRow, StoredTable } from './tables.ts';
import { listRecords, type ListContext } from './list-records.ts';
import { isYes, paramsOfAddress } from './list-query.ts';
import { baseSchema } from './metadata.ts';
import type { SeedBase } from './seed.ts';
import type { ApiCall, ApiRoute } from './web-api.ts';
import type { Webhooks } from './webhooks.ts';
import {
  createRecords,
  deleteRecords,
  updateRecord,
  updateRecords,
  type WriteContext,
} from './write-records.ts';
import { uploadAttachment } from './upload-attachment.ts';
import { EMULATED_USER } from './webhook-payload.ts';

/** What the endpoints work with. */
export interface RouteContext extends ListContext, WriteContext {
  readonly base: () => SeedBase;
  readonly webhooks: Webhooks;
  /** Called when a webhook was made, extended or removed, so that a restart does not forget it. */
  readonly webhooksChanged: () => void;
  /** How a record that is not there is refused: 403 today, 404 in recordings of 2022. */
  readonly missingRecord: 403 | 404;
  readonly scopesByToken: Readonly<Record<string, readonly string[]>>;
}

/** Every endpoint of the Web API that the emulator has. Fixed words come before values of the same length. */
export function apiRoutes(context: RouteContext): readonly ApiRoute[] {
  return [
    ...metadataRoutes(context),
    ...scoped('webhook:manage', webhookRoutes(context)),
    ...commentRoutes(context),
    ...recordRoutes(context).map((route) => ({ ...route, scope: dataScope(route) })),
  ];
}

function scoped(scope: string, routes: readonly ApiRoute[]): readonly ApiRoute[] {
  return routes.map((route) => ({ ...route, scope }));
}

function dataScope({ method, path }: ApiRoute): string {
  const isReading = method === 'GET' || path.endsWith('/listRecords');
  return isReading ? 'data.records:read' : 'data.records:write';
}

function metadataRoutes({ base, scopesByToken, tables }: RouteContext): readonly ApiRoute[] {
  const schema = [
    get('/v0/meta/bases', () => {
      const { id, name } = base();
      return { bases: [{ id, name, permissionLevel: 'create' }] };
    }),
    get('/v0/meta/bases/:base/tables', ({ search }) => baseSchema(tables(), search)),
  ];
  const whoami = get('/v0/meta/whoami', ({ token }) => ({
    id: EMULATED_USER.id,
    scopes: scopesByToken[token] ?? ALL_SCOPES,
  }));
  return [whoami, ...scoped('schema.bases:read', schema)];
}

const ALL_SCOPES = [
  'data.records:read',
  'data.records:write',
  'data.recordComments:read',
  'data.recordComments:write',
  'schema.bases:read',
  'webhook:manage',
];

function commentRoutes({ comments, ...context }: RouteContext): readonly ApiRoute[] {
  const all = '/v0/:base/:table/:record/comments';
  const one = `${all}/:comment`;
  /** The record has to be there, and in the named table. */
  const recordOf = ({ table, params }: ApiCall): string => {
    const id = params['record'] ?? '';
    if (!table().rows.has(id)) throw missing(context.missingRecord);
    return id;
  };
  const commentOf = ({ params }: ApiCall): string => params['comment'] ?? '';
  const reading = [get(all, (call) => comments.list(recordOf(call), call.search))];
  const writing: readonly ApiRoute[] = [
    { method: 'POST', path: all, answer: (call) => comments.create(recordOf(call), call.body) },
    {
      method: 'PATCH',
      path: one,
      answer: (call) => comments.update(recordOf(call), commentOf(call), call.body),
    },
    {
      method: 'DELETE',
      path: one,
      answer: (call) => comments.remove(recordOf(call), commentOf(call)),
    },
  ];
  return [
    ...scoped('data.recordComments:read', reading),
    ...scoped('data.recordComments:write', writing),
  ];
}

function webhookRoutes({ webhooks, webhooksChanged }: RouteContext): readonly ApiRoute[] {
  const all = '/v0/bases/:base/webhooks';
  const one = `${all}/:webhook`;
  const idOf = ({ params }: ApiCall): string => params['webhook'] ?? '';
  const changes = (method: string, path: string, change: ApiRoute['answer']): ApiRoute => ({
    method,
    path,
    answer: (call) => {
      const answer = change(call);
      webhooksChanged();
      return answer;
    },
  });
  return [
    get(all, () => webhooks.list()),
    changes('POST', all, ({ body }) => webhooks.create(body)),
    changes('DELETE', one, (call) => webhooks.remove(idOf(call))),
    changes('POST', `${one}/refresh`, (call) => webhooks.refresh(idOf(call))),
    changes('POST', `${one}/enableNotifications`, (call) =>
      webhooks.enableNotifications(idOf(call), call.body),
    ),
    get(`${one}/payloads`, (call) => webhooks.payloads(idOf(call), call.search)),
  ];
}

function recordRoutes(context: RouteContext): readonly ApiRoute[] {
  const all = '/v0/:base/:table';
  const one = `${all}/:record`;
  const write = (isPut: boolean): readonly ApiRoute[] => {
    const method = isPut ? 'PUT' : 'PATCH';
    return [
      {
        method,
        path: all,
        answer: ({ table, body }) => updateRecords(table(), { body, isPut, context }),
      },
      {
        method,
        path: one,
        answer: ({ table, body, params }) =>
          updateRecord(table(), params['record'] ?? '', { body, isPut, context }),
      },
    ];
  };
  return [
    get(all, ({ table, search }) => listRecords(table(), paramsOfAddress(search), context)),
    { method: 'POST', path: `${all}/listRecords`, answer: (call) => listByBody(call, context) },
    {
      method: 'POST',
      path: all,
      answer: ({ table, body }) => createRecords(table(), body, context),
    },
    ...write(false),
    ...write(true),
    { method: 'DELETE', path: all, answer: (call) => deleteMany(call, context) },
    get(one, (call) => getRecord(call, context)),
    {
      method: 'DELETE',
      path: one,
      answer: ({ table, params }) => deleteRecords(table(), [params['record'] ?? ''], context)[0],
    },
    {
      method: 'POST',
      path: '/v0/:base/:record/:field/uploadAttachment',
      answer: ({ params, body }) =>
        uploadAttachment(
          { recordId: params['record'] ?? '', field: params['field'] ?? '' },
          body,
          context,
        ),
    },
  ];
}

/** `timeZone` and `userLocale` are read from the address only, everything else from the body. */
function listByBody({ table, body, search }: ApiCall, context: ListContext): unknown {
  // A place in a walk is a text or not there at all.
  if (body['offset'] === null) throw invalidRequest();
  const timeZone = search.get('timeZone') ?? undefined;
  const userLocale = search.get('userLocale') ?? undefined;
  return listRecords(table(), { ...body, timeZone, userLocale }, context);
}

function deleteMany({ table, search }: ApiCall, context: WriteContext): unknown {
  const ids = [...search].filter(([key]) => /^records(\[\d*\])?$/.test(key)).map(([, id]) => id);
  return { records: deleteRecords(table(), ids, context) };
}

/** As in Airtable, a record that is not in the named table is looked for in the whole base. */
function getRecord({ table, params, search }: ApiCall, context: RouteContext): unknown {
  const id = params['record'] ?? '';
  const places: readonly StoredTable[] = [table(), ...context.tables().values()];
  const home = places.find((place) => place.rows.has(id));
  const row: StoredRow | undefined = home?.rows.get(id);
  if (home === undefined || row === undefined) {
    throw missing(context.missingRecord);
  }
  return context.output.record(home, row, {
    isKeyedById: isYes(search.get('returnFieldsByFieldId')),
  });
}

function missing(status: 403 | 404): ApiError {
  return status === 404 ? recordNotFound() : modelNotFound();
}

function get(path: string, answer: ApiRoute['answer']): ApiRoute {
  return { method: 'GET', path, answer };
}

/** The source of every change that comes through the Web API. */
export const API_SOURCE: ChangeSource = 'publicApi';
