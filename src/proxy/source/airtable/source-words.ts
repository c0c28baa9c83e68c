import { durationWords } from '../../duration-words.ts';
import type { MonthStatus, TableStatus } from '../source.ts';
import type { Allowance } from './allowance.ts';
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
  readonly isHeld: boolean;
  readonly isIdle: boolean;
}

/** Why nothing is asked at the moment, in words; '' where reading goes on as fast as was asked for. */
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
  if (facts.isHeld) {
    return 'started too often this month; what is left is kept, so the tables are read later';
  }
  if (facts.isIdle) return 'nobody is reading; read more slowly until somebody does';
  return allowance.limit === Infinity || allowance.readEveryMs < facts.intervalMs / 2
    ? ''
    : `the ${plan} plan’s calls are spread over the month: one in ${durationWords(allowance.readEveryMs)}`;
}

/** What an alarm is told from; `isUnpublished`: what the cursor brought last could not be published. */
export interface AlarmFacts {
  readonly tables: readonly TableStatus[];
  readonly schema: SchemaStatus;
  readonly isUnpublished: boolean;
}

/** What the owner has to mend, in words; '' where there is nothing. */
export function alarmWords({ tables, schema, isUnpublished }: AlarmFacts): string {
  const isStuck = isUnpublished || tables.some((table) => table.isUnpublished);
  return [isStuck ? NOT_PUBLISHED : '', refusalWords(tables), ...schemaWords(schema, tables)]
    .filter((words) => words !== '')
    .join('. ');
}

const NOT_PUBLISHED =
  'What came from Airtable cannot be published; make room on the disk of DATA_DIR and see that it can be written to';

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
