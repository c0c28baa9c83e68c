import type { LocalStore } from '../cache/local-store.ts';
import { createTooLate, tooLate } from '../cache/too-late.ts';
import type { LocalCollection, LocalRow } from '../model/local.ts';
import { SyncError } from '../protocol/failure.ts';
import type { LocalApi, LocalRows } from '../protocol/local.ts';
import { createAlarm } from './alarm.ts';
import type { Channel, Clock } from './environment.ts';
import { outcomeOf } from './api.ts';

/** What tabs may ask of local collections, and what time does to them. */
export interface Local {
  readonly api: LocalApi;
  stop(): void;
}

export interface LocalOptions {
  readonly collections: readonly LocalCollection[];
  /** Called when somebody first asks: most readers have no local collection. */
  readonly open: () => Promise<LocalStore>;
  readonly clock: Clock;
  readonly channel: Pick<Channel, 'post'>;
}

/** Local collections that nobody has asked for yet. Each change is told to all tabs once it is on disk (I6). */
export function createLocal({ collections, open, clock, channel }: LocalOptions): Local {
  const alarm = createAlarm(clock, () => void tidyAll());
  let opening: Promise<LocalStore> | undefined;
  let tidyAt = 0;
  /** Collections of which somebody was told by this worker. */
  const told = new Set<string>();

  function opened(): Promise<LocalStore> {
    if (!opening) wait();
    return (opening ??= open());
  }

  async function find(name: string): Promise<LocalCollection> {
    const found = collections.find((collection) => collection.name === name);
    if (found) return found;
    throw new SyncError('not-found', `This build of the site has no local collection "${name}".`);
  }

  async function write(
    { name }: LocalCollection,
    work: (rows: readonly LocalRow[]) => readonly LocalRow[],
  ): Promise<LocalRows> {
    const store = await opened();
    let isChanged = false;
    const answer = await store.write(name, (rows) => {
      const next = work(rows);
      isChanged = next !== rows;
      return next;
    });
    if (isChanged) tell(name, answer);
    return answer;
  }

  function tell(collection: string, { revision, token }: LocalRows): void {
    told.add(collection);
    channel.post({ type: 'local', collection, revision, token });
  }

  /** A worker may have died between keeping a change and telling of it: what the next one finds first, it tells. */
  async function tellFirst(collection: LocalCollection, answering: Promise<LocalRows>) {
    const answer = await answering;
    if (answer.revision > 0 && !told.has(collection.name)) tell(collection.name, answer);
    return answer;
  }

  /** What is there now, without what time has taken. */
  async function read(collection: LocalCollection): Promise<LocalRows> {
    const answer = await (await opened()).read(collection.name);
    const tidy = (rows: readonly LocalRow[]) => collection.tidy?.(rows, clock.now()) ?? rows;
    return tidy(answer.rows) === answer.rows ? answer : write(collection, tidy);
  }

  async function tidyAll(): Promise<void> {
    if (clock.now() < tidyAt && clock.now() > tidyAt - TIDY_EVERY_MS) return alarm.set(tidyAt);
    // One that cannot be read or written now is looked at again in time.
    for (const collection of collections) await read(collection).catch(() => undefined);
    wait();
  }

  function wait(): void {
    tidyAt = clock.now() + TIDY_EVERY_MS;
    alarm.set(tidyAt);
  }

  const api: LocalApi = {
    local: (name) => outcomeOf(find(name).then((one) => tellFirst(one, read(one)))),
    changeLocal: (name, change) => {
      const isTooLate = createTooLate(clock);
      const work = (one: LocalCollection) => (rows: readonly LocalRow[]) => {
        if (isTooLate()) throw tooLate();
        return one.change(rows, change, clock.now());
      };
      return outcomeOf(find(name).then((one) => tellFirst(one, write(one, work(one)))));
    },
  };
  return Object.freeze({
    api,
    stop() {
      alarm.stop();
      void opening?.then((store) => store.close());
    },
  });
}

/** What has become too old is gone within this time. */
const TIDY_EVERY_MS = 10 * 60_000;
