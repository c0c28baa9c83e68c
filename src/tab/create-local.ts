import { batch, createSignal, onCleanup, onMount } from 'solid-js';
import type { LocalCollection, LocalRow } from '../model/local.ts';
import type { StoredRecord } from '../model/record.ts';
import type { LocalRows } from '../protocol/local.ts';
import type { Outcome } from '../protocol/failure.ts';
import { sleep } from '../store/sleep.ts';
import { followLocal } from './follow-local.ts';
import { createLiveRows } from './live-rows.ts';
import { useClient, type LiveOptions } from './solid.tsx';

/** A local collection on screen: the same in every tab. */
export interface LocalList<Row extends LocalRow, Change> {
  /** 'error': it cannot be read now; it is tried again now and then. */
  readonly state: 'loading' | 'ready' | 'error';
  /** By position. A row keeps its identity, and its fields are reactive. */
  readonly rows: readonly Row[];
  /** 'memory': this browser keeps nothing, and the rows are lost with the last tab. */
  readonly storage: LocalRows['storage'];
  /** Settles once the change is on disk and shown here, or is refused. */
  change(change: Change): Promise<Outcome<LocalRows>>;
}

/** A local collection, kept up to date with what every tab does to it. Lives with its owner. */
export function createLocal<Row extends LocalRow, Change>(
  { name }: LocalCollection<Row, Change>,
  { client = useClient() }: Pick<LiveOptions, 'client'> = {},
): LocalList<Row, Change> {
  const live = createLiveRows();
  const [state, setState] = createSignal<'loading' | 'ready' | 'error'>('loading');
  const [storage, setStorage] = createSignal<LocalRows['storage']>('indexeddb');
  let show: (answer: LocalRows) => void;

  function onRows({ rows, storage: kept }: LocalRows): void {
    batch(() => {
      live.set(rows as readonly LocalRow[] as readonly unknown[] as readonly StoredRecord[]);
      setStorage(kept);
      setState('ready');
    });
  }

  onMount(() => {
    const gone = new AbortController();
    onCleanup(() => gone.abort());
    const onFailed = () => void setState('error');
    show = followLocal(client, name, { onRows, onFailed, sleep, signal: gone.signal });
  });

  return {
    get state() {
      return state();
    },
    get rows() {
      return live.rows() as readonly unknown[] as readonly Row[];
    },
    get storage() {
      return storage();
    },
    async change(change) {
      const outcome = await client.changeLocal(name, change);
      if (outcome.ok) show(outcome.value);
      return outcome;
    },
  };
}
