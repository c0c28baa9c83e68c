import type { LocalRows } from '../protocol/local.ts';
import type { Client } from './client.ts';
import type { TabEnvironment } from './environment.ts';

/** Whom a local collection is read for, and until when. */
export interface LocalFollower {
  readonly onRows: (answer: LocalRows) => void;
  /** It cannot be read now, and nothing of it was read before. */
  readonly onFailed: () => void;
  readonly sleep: TabEnvironment['sleep'];
  readonly signal: AbortSignal;
}

/**
 * Reads a local collection now and whenever it may hold something else, until the signal fires; what cannot be read is tried
 * again after 2 s, and then less and less often, once a minute at last (P7). Gives the way for answers that come otherwise,
 * as to a change: of one token none is told after a newer one.
 */
export function followLocal(
  client: Pick<Client, 'local' | 'onLocal'>,
  name: string,
  { onRows, onFailed, sleep, signal }: LocalFollower,
): (answer: LocalRows) => void {
  let shown: LocalRows | undefined;
  let reads = 0;

  function show(answer: LocalRows): void {
    // An answer may be overtaken by a later one.
    if (shown?.token === answer.token && shown.revision > answer.revision) return;
    shown = answer;
    onRows(answer);
  }

  async function read(pauseMs = AGAIN_MS): Promise<void> {
    const mine = ++reads;
    const outcome = await client.local(name);
    if (signal.aborted) return;
    if (outcome.ok) return show(outcome.value);
    if (!shown) onFailed();
    await sleep(pauseMs, signal).catch(() => undefined);
    // One that began meanwhile tries again by itself.
    if (mine === reads && !signal.aborted) void read(Math.min(pauseMs * 2, SELDOM_MS));
  }

  const stop = client.onLocal((news) => {
    const isOther = news && news.collection !== name;
    const isShown = news?.revision === shown?.revision && news?.token === shown?.token;
    if (!isOther && !(news && isShown)) void read();
  });
  signal.addEventListener('abort', stop);
  void read();
  return show;
}

const AGAIN_MS = 2000;
const SELDOM_MS = 60_000;
