import { SyncError } from '../../protocol/failure.ts';
import type { Clock } from '../clock.ts';
import { AirtableError, MONTH_USED_UP } from '../source/airtable/airtable-error.ts';
import type { AirtableClient, AirtableRequest } from '../source/airtable/client.ts';

/** By which way Airtable is asked. */
export interface AskOptions {
  readonly client: Pick<AirtableClient, 'call'>;
  readonly clock: Pick<Clock, 'sleep'>;
  /** Told each time Airtable says that it was asked too often; then it is left alone for half a minute. */
  readonly onWait?: () => void;
  readonly signal: AbortSignal;
}

/** A server that runs beside takes up to four of the five calls a second that Airtable allows. */
const CALL_EVERY_MS = 1_000;
/** So often one thing is asked for while others use up the calls. */
const TRIES = 5;

/** What came of a question; `isBusy`: Airtable did not even look at it. */
export interface Answer {
  readonly isGood: boolean;
  readonly isBusy: boolean;
  /** False where nobody answered, or not as Airtable does. */
  readonly isAirtables: boolean;
  /** Of a refusal; undefined where there was none, or no answer. */
  readonly status?: number | undefined;
  readonly body?: unknown;
  readonly why: string;
}

/** How a question goes beyond a GET of its address. */
type Question = Partial<Pick<AirtableRequest, 'method' | 'query' | 'body'>>;

/** Asks Airtable for one thing, at a call a second, again while others use up its calls; a failure is an answer too. */
export async function ask(options: AskOptions, path: string, what: Question = {}): Promise<Answer> {
  for (let tries = 1; ; tries++) {
    await options.clock.sleep(CALL_EVERY_MS, options.signal);
    const answer = await askOnce(options, path, what);
    if (!answer.isBusy || tries === TRIES) return answer;
    // The next call waits as long as Airtable asks for: the client sees to that.
    options.onWait?.();
  }
}

async function askOnce(
  { client, signal }: AskOptions,
  path: string,
  what: Question,
): Promise<Answer> {
  try {
    const body = await client.call({
      method: 'GET',
      ...what,
      path,
      lane: 'burst',
      about: 'Airtable',
      signal,
    });
    return { isGood: true, isBusy: false, isAirtables: true, body, why: '' };
  } catch (error) {
    signal.throwIfAborted();
    // Our own sentences only: nothing that a server says may carry a token into a terminal's log.
    const why = error instanceof SyncError ? error.message : 'could not be asked for';
    const isBusy = error instanceof SyncError && error.code === 'rate-limited';
    const type = error instanceof AirtableError ? error.type : '';
    const isOver = type === MONTH_USED_UP;
    const status = error instanceof SyncError ? error.facts.status : undefined;
    const isAirtables = type !== '' || (status !== undefined && status !== 404 && status > 399);
    return { isGood: false, isBusy: isBusy && !isOver, isAirtables, status, why };
  }
}
