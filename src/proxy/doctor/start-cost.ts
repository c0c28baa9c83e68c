import type { Plan } from '../source/airtable/plan.ts';
import { good, note, type Finding } from './finding.ts';

/** What is known of one table that can be read. */
export interface TableExtent {
  readonly name: string;
  /** As a start has found it; undefined where none has read it whole. */
  readonly pages: number | undefined;
  /** It has more rows than one call gives. */
  readonly hasMore: boolean;
}

/** Starts that take more than this part of the month's calls are worth a warning. */
const DEAR = 0.25;

/** No plan's base holds more than 500,000 rows. */
const MOST_PAGES = 5_000;

/**
 * What one start costs, where any table can be read: it reads each one whole.
 * Airtable tells how many rows a table has to nobody but who reads them.
 */
export function startCost(
  tables: readonly TableExtent[],
  { callsPerMonth }: Pick<Plan, 'callsPerMonth'>,
): readonly Finding[] {
  if (tables.length === 0) return [];
  const isCapped = callsPerMonth !== Infinity;
  const unknown = tables.filter(({ pages, hasMore }) => pages === undefined && hasMore);
  const calls = tables.reduce((sum, { pages, hasMore }) => sum + (pages ?? (hasMore ? 2 : 1)), 0);
  const atLeast = unknown.length > 0 ? 'at least ' : '';
  const ofMonth = isCapped
    ? ` of the plan’s ${callsPerMonth} calls a month`
    : ` call${calls === 1 ? '' : 's'}`;
  const names = unknown.map(({ name }) => `"${name}"`).join(', ');
  const toCome =
    unknown.length > 0
      ? `; how many ${names} takes, a page for each 100 rows, a first start tells`
      : '';
  const pages = `${calls} ${calls === 1 ? 'page' : 'pages'}`;
  const what = `one start reads ${atLeast}${pages}, that is ${atLeast}${calls}${ofMonth}${toCome}`;
  const isDear = Math.max(calls, unknown.length > 0 ? MOST_PAGES : 0) > callsPerMonth * DEAR;
  return [isDear ? note('starts', what, DEAR_STARTS) : good('starts', what)];
}

const DEAR_STARTS =
  'Start seldom: where the month has too few calls left, a start is held, what was published stands, and no edit shows until there are enough.';
