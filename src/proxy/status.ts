import type { FieldProblem } from './decode/problem.ts';
import type { HeldDeletions } from './guard/deletion-guard.ts';
import type { FeedStatus } from './live/live-feed.ts';
import type { WriteStatus } from './mutations/mutation-service.ts';
import type { Publication } from './publish/publication.ts';
import type { SourceStatus } from './source/source.ts';

/** `GET /v1/status`: how the proxy is doing, for people. Nothing in it names a token, a base or a table's id (I1). */
export interface ProxyStatus {
  readonly publication: {
    readonly log: string;
    readonly seq: number;
    readonly publishedAt: string;
    readonly checkedSecondsAgo: number;
  } | null;
  readonly upstream: {
    readonly kind: string;
    readonly plan: string;
    /** Since this process began. */
    readonly calls: number;
    /** Counted here, over restarts; what the owner's other tools call is not in it. UTC. */
    readonly month: {
      readonly name: string;
      readonly endsAt: string;
      /** null on a plan without a cap, as is `left`. */
      readonly limit: number | null;
      readonly used: number;
      readonly left: number | null;
    };
    readonly intervalMs: number;
    readonly mode: string;
    readonly webhook: string;
    readonly waiting: string;
    readonly alarm: string;
    /** The tables are not read since this start: the month has too few calls left for that. */
    readonly isHeld: boolean;
    /** How tables and fields are addressed, and what of them is not as the site declares it. */
    readonly schema: SourceStatus['schema'] | null;
  };
  readonly tables: readonly {
    readonly name: string;
    readonly records: number;
    /** ISO time of the last good reading, or null before the first. */
    readonly lastGoodAt: string | null;
    readonly lastError: string;
    /** While it is being read whole: how many records have come that are not published yet. Else null. */
    readonly reading: number | null;
    readonly skipped: number;
    readonly problems: readonly FieldProblem[];
  }[];
  /** Deletions that wait for confirmation (I13). */
  readonly deletions: readonly HeldDeletions[];
  readonly media: { readonly pending: number };
  /** What is promised and on its way to Airtable; null where the site takes no changes. */
  readonly mutations: WriteStatus | null;
  /** The live feeds. */
  readonly feeds: readonly FeedStatus[];
}

/** What a status is drawn from. */
export interface StatusParts {
  readonly source: SourceStatus;
  readonly publication: Publication | undefined;
  readonly problems: readonly FieldProblem[];
  readonly deletions: readonly HeldDeletions[];
  readonly checkedSecondsAgo: number;
  readonly lastGoodAtOf: (collection: string) => number | undefined;
  readonly mediaPending: number;
  readonly mutations?: WriteStatus | undefined;
  readonly feeds: readonly FeedStatus[];
}

/** A thousand broken rows need not all be listed to be mended. */
const MAX_PROBLEMS = 50;

/** Draws the status. */
export function createStatus(parts: StatusParts): ProxyStatus {
  const { source, publication, problems } = parts;
  const manifest = publication?.manifest;
  return {
    publication: manifest
      ? {
          log: manifest.log,
          seq: manifest.seq,
          publishedAt: manifest.publishedAt,
          checkedSecondsAgo: parts.checkedSecondsAgo,
        }
      : null,
    upstream: {
      kind: source.kind,
      plan: source.plan,
      calls: source.calls,
      month: {
        name: source.month.name,
        endsAt: new Date(source.month.endsAt).toISOString(),
        limit: source.month.limit ?? null,
        used: source.month.used,
        left: source.month.left ?? null,
      },
      intervalMs: source.intervalMs,
      mode: source.mode,
      webhook: webhookWords(source),
      waiting: source.waiting,
      alarm: source.alarm,
      isHeld: source.isHeld ?? false,
      schema: source.schema ?? null,
    },
    tables: source.tables.map(({ collection, lastError, reading }) => {
      const own = problems.filter((problem) => problem.table === collection);
      const lastGoodAt = parts.lastGoodAtOf(collection);
      return {
        name: collection,
        records: manifest?.collections[collection]?.count ?? 0,
        lastGoodAt: lastGoodAt === undefined ? null : new Date(lastGoodAt).toISOString(),
        lastError,
        reading: reading ?? null,
        skipped: new Set(own.filter((problem) => problem.skipped).map(({ record }) => record)).size,
        problems: own.slice(0, MAX_PROBLEMS),
      };
    }),
    deletions: parts.deletions,
    media: { pending: parts.mediaPending },
    mutations: parts.mutations ?? null,
    feeds: parts.feeds,
  };
}

function webhookWords({ mode, cursorError, isNotified, schema }: SourceStatus): string {
  if (mode === 'cursor' && cursorError !== '') return cursorError;
  if (mode === 'cursor') {
    if (isNotified === undefined) return 'working';
    return isNotified ? 'working; it notifies us' : 'working; no notification has come yet';
  }
  if (mode !== 'sweeps') return 'not asked for yet';
  const why = schema?.by === 'names' ? 'of no use without the schema' : 'refused';
  return `${why}; every table is swept instead`;
}
