import type { Changes, StoreNews } from '../protocol/broadcast.ts';
import type { Place } from '../protocol/version.ts';
import type { EngineStatus } from '../protocol/worker-api.ts';
import type { Channel } from './environment.ts';
import { saysTheSame } from './status.ts';

/** What an owner says to all tabs: each commit once, after it (I6, B36), and its status where it has changed. */
export interface Announcer {
  /** `before` is what was kept: within a log its `seq` tells tabs whether they missed a message. */
  committed(version: Place, changes: Changes, before: Place | undefined): void;
  /** A head or a wanted record can be read, before the first commit; or what was damaged, after it. */
  early(collection: string): void;
  /** A live feed has something new to say. */
  live(feed: string): void;
  /** Says what the badge shows, where it is another than was last said; a worker that follows says nothing. */
  status(): void;
  /** Says it whatever was last said. */
  answerStatus(): void;
  /** Somebody asked through the channel and waits for a word, whatever it is, once the check is done. */
  oweAnswer(): void;
  answer(): void;
  /** Messages so far (B119). */
  count(): number;
}

/** Nothing was said yet. */
export function createAnnouncer({
  channel,
  store,
  epoch,
  status,
}: {
  readonly channel: Channel;
  /** What is written, as messages name it. */
  readonly store: () => string;
  readonly epoch: () => number;
  readonly status: () => EngineStatus;
}): Announcer {
  let told: EngineStatus | undefined;
  let isAnswerDue = false;
  let count = 0;

  function post(news: StoreNews): void {
    count++;
    channel.post({ ...news, store: store() });
  }

  function answerStatus(): void {
    post({ type: 'status', status: status() });
  }

  return Object.freeze({
    committed(version: Place, changes: Changes, before: Place | undefined) {
      const { overlay } = before ?? {};
      const isNext = before?.log === version.log;
      const since = isNext
        ? { since: before.seq, ...(overlay ? { sinceOverlay: overlay } : {}) }
        : {};
      post({ type: 'committed', epoch: epoch(), ...version, ...since, changes });
    },
    early: (collection: string) => post({ type: 'early', epoch: epoch(), collection }),
    live: (name: string) => post({ type: 'live', name }),
    status() {
      const before = told;
      told = status();
      if (told.isOwner && !(before && saysTheSame(before, told))) answerStatus();
    },
    answerStatus,
    oweAnswer() {
      isAnswerDue = true;
    },
    answer() {
      if (!isAnswerDue) return;
      isAnswerDue = false;
      answerStatus();
    },
    count: () => count,
  });
}
