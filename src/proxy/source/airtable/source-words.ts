import { durationWords } from '../../duration-words.ts';
import type { MonthStatus, TableStatus } from '../source.ts';
import type { Allowance } from './allowance.ts';
import type { RoundState } from './first-round.ts';
import { PAGE_SIZE } from './decode-page.ts';
import type { SchemaStatus } from './schema-watch.ts';
import { refusalWords, schemaWords } from './schema-words.ts';

/** What a source's waiting is explained from; times in ms. */
export interface WaitingFacts {
  readonly nowMs: number;
  readonly silentUntil: number;
  readonly stoppedUntil: number;
  readonly allowance: Allowance;
  readonly plan: string;
  readonly intervalMs: number;
  /** How far the first reading of all tables is. */
  readonly round: RoundState;
  readonly tables: readonly TableStatus[];
  /** Records that this run has read of a table. */
  readonly recordsOf: (collection: string) => number;
  readonly isIdle: boolean;
}

/** What readers wait for, or why nothing is asked at the moment, in words; '' where reading goes on as fast as was asked for. */
export function waitingWords(facts: WaitingFacts): string {
  const { nowMs, allowance, plan } = facts;
  if (facts.stoppedUntil > 0) {
    return `Airtable says that this month’s calls are used up; silent until ${isoMinute(facts.stoppedUntil)}, or a start with another AIRTABLE_PLAN`;
  }
  const silentMs = facts.silentUntil - nowMs;
  if (silentMs > 0)
    return `Airtable was asked too often; silent for ${Math.ceil(silentMs / 1000)} s more`;
  if (allowance.reads < 1) {
    return `the month’s calls for reading are used up; they begin anew at ${isoMinute(allowance.endsAt)}`;
  }
  if (facts.round.kind === 'held') {
    return 'what was published stands; too few of the month’s calls are left to read the tables anew';
  }
  if (facts.round.kind === 'under-way') return progressWords(facts.round, facts);
  if (facts.isIdle) return 'nobody is reading; read more slowly until somebody does';
  return allowance.limit === Infinity || allowance.readEveryMs < facts.intervalMs / 2
    ? ''
    : `the ${plan} plan’s calls are spread over the month: one in ${durationWords(allowance.readEveryMs)}`;
}

function progressWords(
  { pages }: Extract<RoundState, { readonly kind: 'under-way' }>,
  { tables, recordsOf }: Pick<WaitingFacts, 'tables' | 'recordsOf'>,
): string {
  const read = tables.reduce(
    (sum, { reading, collection }) =>
      sum + Math.ceil((reading ?? recordsOf(collection)) / PAGE_SIZE),
    0,
  );
  // A table may have grown since its size was noted.
  return pages === undefined || read > pages
    ? `reading the base: ${read} ${read === 1 ? 'page' : 'pages'} so far`
    : `reading the base: ${read} of about ${pages} pages so far`;
}

/** What an alarm is told from; `isUnpublished`: what the cursor brought last could not be published. */
export interface AlarmFacts {
  readonly tables: readonly TableStatus[];
  readonly schema: SchemaStatus;
  readonly isUnpublished: boolean;
  readonly allowance: Allowance;
  readonly round: RoundState;
  /** Tables that are due, and whose reading takes more calls than are left for it. */
  readonly uncovered: readonly { readonly name: string; readonly calls: number }[];
  readonly nowMs: number;
}

/** What the owner has to mend, in words; '' where there is nothing. */
export function alarmWords(facts: AlarmFacts): string {
  const { tables, schema, isUnpublished } = facts;
  const isStuck = isUnpublished || tables.some((table) => table.isUnpublished);
  return [
    isStuck ? NOT_PUBLISHED : '',
    refusalWords(tables),
    budgetAlarm(facts),
    ...schemaWords(schema, tables),
  ]
    .filter((words) => words !== '')
    .join('. ');
}

const NOT_PUBLISHED =
  'What came from Airtable cannot be published; make room on the disk of DATA_DIR and see that it can be written to';

/** The last calls of a month may well be used a few hours before its end. */
const NEARLY_OVER_MS = 24 * 60 * 60_000;
const LARGER_PLAN = 'with a larger plan, set AIRTABLE_PLAN and start again';

/** What readers miss for lack of calls, until when, and what can be done; '' where nothing. */
function budgetAlarm({ round, allowance, uncovered, nowMs }: AlarmFacts): string {
  const { reads, endsAt } = allowance;
  if (round.kind === 'held') {
    const { calls, until } = round;
    const left =
      reads < calls
        ? `the month has ${Math.floor(reads)} left for reading`
        : 'after so many starts this month the rest is kept';
    const what = `Since this start the tables are not read: that takes up to ${calls} calls, and ${left}. What was published stands, and grows old`;
    return until === Infinity
      ? `${what}. No month of this plan has so many; ${LARGER_PLAN}`
      : `${what} until ${isoMinute(until)}, when they are read without being asked; sooner ${LARGER_PLAN}`;
  }
  if (reads >= 1 && uncovered.length > 0) {
    const names = uncovered.map(({ name }) => name).join(', ');
    const calls = uncovered.reduce((sum, one) => sum + one.calls, 0);
    return `${names}: to read that anew takes ${calls} calls, and the month has ${Math.floor(reads)} left for reading; what was published stands until there are enough, mostly when the month turns, ${isoMinute(endsAt)}; sooner ${LARGER_PLAN}`;
  }
  if (reads >= 1 || endsAt - nowMs < NEARLY_OVER_MS) return '';
  return `This month’s calls for reading are used up: nothing is read until ${isoMinute(endsAt)}, and what was published stands; sooner ${LARGER_PLAN}`;
}

/** The month as the status page tells it. */
export function monthStatusOf(allowance: Allowance): MonthStatus {
  const { month, endsAt, limit, used, uncertain = 0, left } = allowance;
  const isCapped = limit !== Infinity;
  return {
    name: month,
    endsAt,
    limit: isCapped ? limit : undefined,
    used,
    ...(uncertain > 0 && { uncertain }),
    left: isCapped ? left : undefined,
  };
}

function isoMinute(atMs: number): string {
  return `${new Date(atMs).toISOString().slice(0, 16)}Z`;
}
