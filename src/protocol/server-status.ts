import { asCount, asList, asObject, asText, type Unchecked } from './check.ts';

/** `GET /v1/status`, as far as a page tells of it: how the server behind the site is doing. */
export interface ServerStatus {
  /** Seconds since everything published was last confirmed upstream; null before anything is published. */
  readonly checkedSecondsAgo: number | null;
  readonly plan: string;
  /** Since the server began. */
  readonly calls: number;
  /** Calls of this month, and how many are left of how many; null on a plan without a limit. */
  readonly month: {
    readonly used: number;
    readonly left: number | null;
    readonly limit: number | null;
  };
  readonly intervalMs: number;
  /** Sentences for the owner; '' where there is nothing to say. */
  readonly alarm: string;
  readonly waiting: string;
  readonly tables: readonly ServerTable[];
  /** Live feeds that cannot be read at present, or not whole. */
  readonly failingFeeds: readonly { readonly name: string; readonly lastError: string }[];
  /** Deletions that wait for confirmation (I13). */
  readonly deletions: readonly HeldDeletion[];
  readonly picturesPending: number;
  /** Changes that are promised and not upstream yet; null where the site takes none. */
  readonly pendingWrites: number | null;
}

/** One table upstream. */
export interface ServerTable {
  readonly name: string;
  /** ISO time of the last good reading, or null before the first. */
  readonly lastGoodAt: string | null;
  readonly lastError: string;
  /** Records that are left out because they are malformed. */
  readonly skipped: number;
}

/** A large deletion that is not published. */
export interface HeldDeletion {
  readonly collection: string;
  readonly count: number;
  readonly of: number;
  readonly since: string;
}

/** The status, checked; throws 'invalid-response' for anything else, such as a page of a host of plain files. */
export function decodeServerStatus(value: unknown): ServerStatus {
  const status = asObject(value, 'status');
  const upstream = asObject(status['upstream'], 'status.upstream');
  const month = asObject(upstream['month'], 'status.upstream.month');
  const publication = status['publication'];
  const mutations = status['mutations'];
  return {
    checkedSecondsAgo:
      publication === null
        ? null
        : asCount(
            asObject(publication, 'status.publication')['checkedSecondsAgo'],
            'status.publication',
          ),
    plan: asText(upstream['plan'], 'status.upstream.plan'),
    calls: asCount(upstream['calls'], 'status.upstream.calls'),
    month: {
      used: asCount(month['used'], 'month.used'),
      left: countOrNull(month, 'left'),
      limit: countOrNull(month, 'limit'),
    },
    intervalMs: Number(upstream['intervalMs']),
    alarm: asText(upstream['alarm'], 'status.upstream.alarm'),
    waiting: asText(upstream['waiting'], 'status.upstream.waiting'),
    tables: asList(status['tables'], 'status.tables').map(tableOf),
    failingFeeds: asList(status['feeds'], 'status.feeds')
      .map(feedOf)
      .filter(({ lastError }) => lastError !== ''),
    deletions: asList(status['deletions'], 'status.deletions').map(heldOf),
    picturesPending: asCount(asObject(status['media'], 'status.media')['pending'], 'media.pending'),
    pendingWrites:
      mutations === null
        ? null
        : asCount(asObject(mutations, 'status.mutations')['pending'], 'mutations.pending'),
  };
}

function tableOf(value: unknown): ServerTable {
  const table = asObject(value, 'table');
  const { lastGoodAt } = table;
  return {
    name: asText(table['name'], 'table.name'),
    lastGoodAt: lastGoodAt === null ? null : asText(lastGoodAt, 'table.lastGoodAt'),
    lastError: asText(table['lastError'], 'table.lastError'),
    skipped: asCount(table['skipped'], 'table.skipped'),
  };
}

function feedOf(value: unknown): ServerStatus['failingFeeds'][number] {
  const feed = asObject(value, 'feed');
  return {
    name: asText(feed['name'], 'feed.name'),
    lastError: asText(feed['lastError'], 'feed.lastError'),
  };
}

function heldOf(value: unknown): HeldDeletion {
  const held = asObject(value, 'deletion');
  return {
    collection: asText(held['collection'], 'deletion.collection'),
    count: asCount(held['count'], 'deletion.count'),
    of: asCount(held['of'], 'deletion.of'),
    since: asText(held['since'], 'deletion.since'),
  };
}

function countOrNull(from: Unchecked, name: string): number | null {
  return from[name] === null ? null : asCount(from[name], name);
}
