import type { Collection } from '../../../model/schema.ts';
import type { Clock } from '../../clock.ts';
import type { TableStatus } from '../source.ts';
import type { UpstreamRecord } from '../upstream-record.ts';
import { isRefusal, isUnknownName, isPublishFailure, wordsOf } from './failure-words.ts';

/** What the reader remembers of one table: when it is due, how it has gone, and what the cursor brought meanwhile. */
export interface TrackedTable {
  readonly collection: Collection;
  readonly isDue: () => boolean;
  readonly dueInMs: () => number;
  readonly isFailing: () => boolean;
  /** Asks for a sweep soon: something happened that single records do not tell. */
  readonly makeDue: () => void;
  readonly beginSweep: () => void;
  /** A walk under way has brought so many records so far. */
  readonly pageRead: (records: number) => void;
  /** The cursor re-read these while a sweep may be under way; undefined for a record that is gone. */
  readonly touch: (recordById: ReadonlyMap<string, UpstreamRecord | undefined>) => void;
  /** A change feed named these as destroyed: the next sweep may say so. */
  readonly noteGone: (ids: readonly string[]) => void;
  /** Those of `noteGone` since the last sweep that ended well. */
  readonly gone: () => readonly string[];
  /** A finished walk with what the cursor brought since it began, which is newer than any page of it. */
  readonly mergeSweep: (records: readonly UpstreamRecord[]) => readonly UpstreamRecord[];
  readonly sweepDone: (startedAtMs: number, nextInMs: number) => void;
  /** Gives the wait until the next try. */
  readonly sweepFailed: (error: unknown) => number;
  /** The cursor was read and said nothing more: the table stands as it is, if nothing about it is unread. */
  readonly confirm: (atMs: number) => void;
  readonly status: () => TableStatus;
}

/** What the memory of a table is given; `onDue` is called when it becomes due before its time. */
export interface TrackedTableOptions {
  readonly clock: Clock;
  /** How long to wait after so many failures before this one. */
  readonly retryInMs: (error: unknown, failuresBefore: number) => number;
  readonly onDue: () => void;
}

/** Creates the memory of one table, due at once. */
export function createTrackedTable(
  collection: Collection,
  { clock, retryInMs, onDue }: TrackedTableOptions,
): TrackedTable {
  let due = { setAt: -Infinity, at: -Infinity };
  let failures = 0;
  let lastGoodAt: number | undefined;
  let lastError = '';
  let isRefused = false;
  let isUnknown = false;
  let isUnpublished = false;
  /** True while something is known to be unread. */
  let isDirty = true;
  let gone: readonly string[] = [];
  let reading: number | undefined;
  let becameDueWhileSweeping = false;
  let touched: Map<string, UpstreamRecord | undefined> | undefined;

  const setDueIn = (ms: number) => {
    due = { setAt: clock.now(), at: clock.now() + ms };
  };

  /** A moment that was set later than now is from before the clock was set back, and has lost its meaning (fault N15). */
  const dueInMs = () => (clock.now() < due.setAt ? 0 : due.at - clock.now());

  return Object.freeze({
    collection,
    isDue: () => dueInMs() <= 0,
    dueInMs,
    isFailing: () => failures > 0,
    makeDue: () => {
      isDirty = true;
      becameDueWhileSweeping = true;
      // A table that fails keeps its backoff: news of a change is no reason to hammer it.
      if (failures > 0) return;
      setDueIn(-Infinity);
      onDue();
    },
    beginSweep: () => {
      touched = new Map();
      becameDueWhileSweeping = false;
      reading = 0;
    },
    pageRead: (records: number) => {
      reading = records;
    },
    touch: (recordById: ReadonlyMap<string, UpstreamRecord | undefined>) => {
      for (const [id, record] of recordById) touched?.set(id, record);
    },
    noteGone: (ids: readonly string[]) => {
      gone = [...gone, ...ids];
    },
    gone: () => gone,
    mergeSweep: (records: readonly UpstreamRecord[]) => {
      const newer = touched ?? new Map<string, UpstreamRecord | undefined>();
      touched = undefined;
      const merged = new Map<string, UpstreamRecord | undefined>(
        records.map((record) => [record.id, record]),
      );
      for (const [id, record] of newer) merged.set(id, record);
      return [...merged.values()].filter((record) => record !== undefined);
    },
    sweepDone: (startedAtMs: number, nextInMs: number) => {
      failures = 0;
      reading = undefined;
      lastError = '';
      isRefused = false;
      isUnknown = false;
      isUnpublished = false;
      lastGoodAt = startedAtMs;
      // A sweep that began before the news of it did not speak of it: what is due again keeps its evidence.
      if (!becameDueWhileSweeping) gone = [];
      isDirty = becameDueWhileSweeping;
      setDueIn(isDirty ? -Infinity : nextInMs);
    },
    sweepFailed: (error: unknown) => {
      touched = undefined;
      reading = undefined;
      const waitMs = retryInMs(error, failures);
      failures++;
      isDirty = true;
      // Should a sweep be under way while the cursor's re-reading fails, it alone is not enough.
      becameDueWhileSweeping = true;
      // Whoever tells it names the table; most errors do so too.
      lastError = wordsOf(error).replace(`${collection.name}: `, '');
      isRefused = isRefusal(error);
      isUnknown = isUnknownName(error);
      isUnpublished = isPublishFailure(error);
      setDueIn(waitMs);
      return waitMs;
    },
    confirm: (atMs: number) => {
      if (!isDirty) lastGoodAt = atMs;
    },
    status: () => ({
      collection: collection.name,
      lastGoodAt,
      lastError,
      failures,
      isRefused,
      isUnknown,
      isUnpublished,
      reading,
    }),
  });
}
