import { batch, createSignal, onCleanup, onMount } from 'solid-js';
import type { LocalCollection, LocalRow } from '../model/local.ts';
import type { StoredRecord } from '../model/record.ts';
import type { LocalRows } from '../protocol/local.ts';
import type { Outcome } from '../protocol/failure.ts';
import { createLiveRows } from './live-rows.ts';
import { useClient, type LiveOptions } from './solid.tsx';

/** A local collection on screen: the same in every tab. */
export interface LocalList<Row extends LocalRow, Change> {
  /** 'error': it cannot be read now; it is tried again when the tab is next looked at. */
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
  let shown: LocalRows | undefined;

  function show(answer: LocalRows): void {
    // An answer may be overtaken by a later one.
    if (shown?.token === answer.token && shown.revision > answer.revision) return;
    shown = answer;
    batch(() => {
      live.set(answer.rows as readonly LocalRow[] as readonly unknown[] as readonly StoredRecord[]);
      setStorage(answer.storage);
      setState('ready');
    });
  }

  async function read(): Promise<void> {
    const outcome = await client.local(name);
    if (outcome.ok) show(outcome.value);
    else if (!shown) setState('error');
  }

  onMount(() => {
    void read();
    onCleanup(
      client.onLocal((news) => {
        const isOther = news && news.collection !== name;
        const isShown = news?.revision === shown?.revision && news?.token === shown?.token;
        if (!isOther && !(news && isShown)) void read();
      }),
    );
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
