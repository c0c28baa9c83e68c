import type { Clock } from '../clock.ts';
import type { Report } from '../report.ts';
import type { ProxyStatus } from '../status.ts';

/** What is watched until it comes to rest. */
export interface Settling {
  readonly status: () => Promise<ProxyStatus>;
  readonly clock: Clock;
  readonly report: Report;
  readonly signal: AbortSignal;
}

/** A base that fails for this long is not waited for any more. */
const FAILING_MS = 2 * 60_000;
/** Live feeds that have said nothing by then are published as they were. */
const FEEDS_MS = 10_000;
/** Attachments that have not come by then, after the last of the tables, stay away from this publication. */
const PICTURES_MS = 60_000;

/**
 * Settles when every table has been read since now and its attachments are here. Throws the base's own words where a table
 * fails for two minutes, and at once where the month has too few calls to read them: what is published stays as it is. Attachments that do not come are named, and left out.
 */
export async function untilSettled({ status, clock, report, signal }: Settling): Promise<void> {
  const startedAt = clock.now();
  let wellAt = startedAt;
  let readAt: number | undefined;
  for (;;) {
    const { upstream, tables, media, feeds } = await status();
    if (upstream.isHeld) throw new Error(upstream.alarm);
    const unread = tables.filter(
      ({ lastGoodAt }) => lastGoodAt === null || Date.parse(lastGoodAt) < startedAt,
    );
    const failing = unread.find(({ lastError }) => lastError !== '');
    const now = clock.now();
    if (!failing) wellAt = now;
    else if (now - wellAt > FAILING_MS) throw new Error(`${failing.name}: ${failing.lastError}`);
    if (unread.length === 0) {
      readAt ??= now;
      // A feed that has nothing to say, or cannot be read, holds up nothing for long.
      const isWaiting = feeds.some(
        ({ checkedAt, lastError }) =>
          lastError === '' && (checkedAt === null || Date.parse(checkedAt) < startedAt),
      );
      if (media.pending === 0 && !(isWaiting && now - startedAt < FEEDS_MS)) return;
      if (media.pending > 0 && now - readAt > PICTURES_MS) {
        const text = `${media.pending} attachments could not be fetched yet; published without them`;
        return report({ type: 'warned', text });
      }
    }
    await clock.sleep(100, signal);
  }
}
