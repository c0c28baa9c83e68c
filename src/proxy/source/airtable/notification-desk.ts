import type { Clock } from '../../clock.ts';
import type { Notification, Verdict } from '../source.ts';
import type { CursorReader } from './cursor-reader.ts';
import type { CursorSchedule } from './cursor-schedule.ts';
import { judgeNotification } from './notification.ts';

/** Takes Airtable's notifications, and sees to it that they go on coming. */
export interface NotificationDesk {
  /** Judges one; a genuine one brings the next reading of the cursor forward. */
  readonly notify: (notification: Notification) => Verdict;
  /** There was news that nothing announced: Airtable gives up on an address that failed it too often, until asked again. */
  readonly missed: (signal: AbortSignal) => Promise<void>;
}

const ASK_AGAIN_MS = 24 * 60 * 60_000;

/** Creates the desk of one cursor; `onNews` is called where its next reading may have come forward. */
export function createNotificationDesk({
  clock,
  cursor,
  schedule,
  onNews,
}: {
  readonly clock: Clock;
  readonly cursor: CursorReader;
  readonly schedule: CursorSchedule;
  readonly onNews: () => void;
}): NotificationDesk {
  let newestAt = -Infinity;
  let askAgainAt = -Infinity;

  return Object.freeze({
    notify: (notification: Notification) => {
      const expected = cursor.notifier();
      if (!expected) return 'unexpected';
      const nowMs = clock.now();
      const { verdict, at } = judgeNotification(notification, expected, { nowMs, newestAt });
      if (verdict === 'news') {
        newestAt = at;
        schedule.announce();
        onNews();
      }
      return verdict;
    },
    missed: async (signal: AbortSignal) => {
      if (!cursor.notifier() || clock.now() < askAgainAt) return;
      askAgainAt = clock.now() + ASK_AGAIN_MS;
      // It is asked again tomorrow; polling finds everything meanwhile.
      await cursor.renotify(signal).catch(() => signal.throwIfAborted());
    },
  });
}
