import type { FieldProblem } from './decode/problem.ts';
import { durationWords } from './duration-words.ts';
import type { ProxyEvent, Report } from './report.ts';
import { ACCESS_REFUSED, TOKEN_REFUSED, TOKENS_PAGE } from './source/airtable/refusal-words.ts';

/**
 * Events as console lines: the only file of the server that writes to the console. A line is made from named fields
 * of the event, never from a header, a body or an error's own dump, so that no secret can slip into a log (I1).
 */
export const consoleReport: Report = (event) => {
  const line = lineOf(event);
  if (line === undefined) return;
  // oxlint-disable-next-line no-console -- this is the reporting file
  (event.type === 'failed' ? console.error : console.log)(oneLine(line));
};

// oxlint-disable-next-line complexity -- one line per event; the compiler checks that none is missing
function lineOf(event: ProxyEvent): string | undefined {
  switch (event.type) {
    case 'started':
      return `ready ${event.url}`;
    case 'stopped':
      return 'stopped';
    case 'warned':
      return `note: ${event.text}`;
    case 'published':
      return `published ${event.log}.${event.seq}: ${event.changed} changed, ${event.removed} removed, ${event.tookMs} ms`;
    case 'base-read':
      return `the base is read: ${event.records} records of ${event.tables} tables, ${event.calls} calls, ${durationWords(event.tookMs)}`;
    case 'reading-mode':
      return `reading by ${event.mode}: ${event.why}`;
    case 'sample-opened':
      return `the sample base is edited at ${event.url}`;
    case 'upstream-refused':
      return refusalLine(event);
    case 'reading-failed':
      return `${event.table}: ${failureWords(event)}; retrying in ${durationWords(event.retryInMs)}`;
    case 'feed-failed':
      return `feed ${event.feed}: ${event.why}; the last value stays`;
    case 'writing-failed':
      return `changes could not be written: ${event.code}; retrying in ${durationWords(event.retryInMs)}`;
    case 'budget':
      return budgetLine(event);
    case 'deletions-held':
      return event.count === 0
        ? `${event.table}: no deletions are held any more`
        : `${event.table}: ${event.count} records are missing upstream all at once; they are held, not deleted. If that is meant: npm run confirm-deletions`;
    case 'records-skipped':
      return event.problems.slice(0, 10).map(problemLine).join('; ');
    case 'media-failed':
      return `attachment ${event.name}: ${event.why}; retrying in ${durationWords(event.retryInMs)}`;
    case 'media-refused':
      return `attachment ${event.name} ${event.why}; it is not published`;
    case 'media-collected':
      return `${event.removed} old files of attachments removed`;
    case 'objects-collected':
      return `${event.removed} old objects removed`;
    case 'site-written':
      return `${event.folder} holds ${event.version}: ${event.written} files written, ${event.removed} removed`;
    case 'failed':
      return `ERROR ${event.what}: ${event.error instanceof Error ? event.error.message : 'unknown'}`;
    case 'sweep-finished':
    case 'cursor-read':
      // Every second one of these: they are for tests and the status page.
      return undefined;
  }
}

/** What a newcomer with a wrong token is told once; what fails by itself is told by the lines of `reading-failed`. */
function refusalLine({ tables, status, code }: EventOf<'upstream-refused'>): string {
  const what =
    tables.length === 0
      ? `AIRTABLE_TOKEN (${status} ${code}): ${TOKEN_REFUSED}`
      : `to let ${tables.join(', ')} be read (${status} ${code}): ${ACCESS_REFUSED}`;
  return `Airtable refuses ${what}. Look at ${TOKENS_PAGE}, correct it and start again, or run npm run doctor; what was published before stays, and Airtable is asked again every five minutes`;
}

function budgetLine({ plan, month, intervalMs, waiting }: EventOf<'budget'>): string {
  const { uncertain = 0 } = month;
  // After a kill: how many of the calls counted in advance were made is known to nobody, and the budget counts all.
  const used = uncertain === 0 ? `${month.used}` : `${month.used - uncertain} to ${month.used}`;
  const use =
    month.limit === undefined
      ? `${used} calls in ${month.name}, no cap`
      : `${used} of ${month.limit} calls used in ${month.name}, ${month.left} left`;
  const every = `read every ${Math.round(intervalMs / 1000)} s`;
  return `budget: ${plan} plan, ${use}; ${every}${waiting === '' ? '' : `; ${waiting}`}`;
}

type EventOf<T extends ProxyEvent['type']> = Extract<ProxyEvent, { readonly type: T }>;

function problemLine({ table, record, field, problem, skipped }: FieldProblem): string {
  return `${table}/${record}: field "${field}" ${problem}${skipped ? '; record skipped' : ''}`;
}

function failureWords({ status, code, wasAsked, tableName }: EventOf<'reading-failed'>): string {
  if (code === 'not-published') return 'what came could not be published';
  if (!wasAsked) return `not asked, ${code}`;
  // Nobody was asked for it: the base's schema tells.
  if (status === 0 && code === 'not-found') {
    const table = tableName === undefined ? 'such table' : `table "${tableName}"`;
    return `the base has no ${table}, or lacks a column of it; npm run doctor names it`;
  }
  return status === 0 ? `no answer, ${code}` : `${status} ${code}`;
}

/** A line break in a value must not be able to forge a line of the log. */
function oneLine(line: string): string {
  // oxlint-disable-next-line no-control-regex -- control characters are exactly what is replaced here
  return line.replaceAll(/[\u0000-\u001f\u007f]+/g, ' ');
}
