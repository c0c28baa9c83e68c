import {
  batch,
  createContext,
  createComputed,
  createSignal,
  on,
  onCleanup,
  onMount,
  useContext,
  type Accessor,
  type JSX,
} from 'solid-js';
import type { Query } from '../model/query.ts';
import type { StoredRecord } from '../model/record.ts';
import type { Collection, RecordOf } from '../model/schema.ts';
import type { Answer, EngineStatus, ReadRequest } from '../protocol/worker-api.ts';
import type { Client } from './client.ts';
import type { WatchAction } from './live-needs.ts';
import { createLiveRows } from './live-rows.ts';
import type { LiveList, LiveRecord, LiveState, QueryOf } from './live.ts';

const ClientContext = createContext<Client>();

/** Gives the client to everything below. */
export function ClientProvider(props: {
  readonly client: Client;
  readonly children: JSX.Element;
}): JSX.Element {
  return <ClientContext.Provider value={props.client}>{props.children}</ClientContext.Provider>;
}

/** The client of this page. Throws where no `ClientProvider` is above. */
export function useClient(): Client {
  const client = useContext(ClientContext);
  if (!client) throw new Error('useClient: put the component below <ClientProvider>');
  return client;
}

/** How a live query is kept; all may be left out. */
export interface LiveOptions {
  /** Which changes are followed; 'changes', all of them, where it is left out. */
  readonly watchAction?: WatchAction | undefined;
  /** Live queries of one group are always of one snapshot; see tab/together.ts. */
  readonly group?: object | undefined;
  /** Where no `ClientProvider` is above: with Solid's `createRoot`, live queries work outside components too. */
  readonly client?: Client | undefined;
}

/**
 * A live list: the answer to a query, kept up to date. Rows that did not change keep their identity, and a changed row
 * is changed in place, so one changed record touches only the nodes that show it.
 */
export function createAll<C extends Collection>(
  collection: C,
  query: Accessor<QueryOf<C>>,
  options?: LiveOptions,
): LiveList<RecordOf<C>> {
  const list = createLive(
    () => ({ collection: collection.name, query: query() as Query }),
    options,
  );
  return list as LiveList<unknown> as LiveList<RecordOf<C>>;
}

/** A live record by id; it follows the id, and the record's changes, deletion and return. Without an id: 'loading'. */
export function createOne<C extends Collection>(
  collection: C,
  id: Accessor<string | undefined>,
  options?: LiveOptions,
): LiveRecord<RecordOf<C>> {
  const list = createLive(() => {
    const wanted = id();
    return wanted === undefined ? undefined : { collection: collection.name, id: wanted };
  }, options);
  return {
    get state() {
      return list.state;
    },
    get record() {
      return list.rows[0] as unknown as RecordOf<C> | undefined;
    },
  };
}

/** The live answer to a request that may change; without a request nothing is watched, and it says 'loading'. */
export function createLive(
  request: Accessor<ReadRequest | undefined>,
  options: LiveOptions = {},
): LiveList<StoredRecord> {
  const [state, setState] = createSignal<LiveState>('loading');
  const [total, setTotal] = createSignal(0);
  const live = createLiveRows();
  watchAnswers(request, options, (next, answer) =>
    batch(() => {
      setState(next);
      if (answer && answer.state !== 'loading') {
        live.set(answer.rows);
        setTotal(answer.total);
      } else if (isOfOthers(request())) {
        live.set([]);
        setTotal(0);
      }
    }),
  );
  return {
    get state() {
      return state();
    },
    get rows() {
      return live.rows();
    },
    get total() {
      return total();
    },
  };
}

/** True where the rows shown so far say nothing about what is asked for now: another record, another product's reviews. */
function isOfOthers(request: ReadRequest | undefined): boolean {
  return !request || 'id' in request || ('query' in request && request.query.where !== undefined);
}

/** What the badge shows, kept up to date. */
export function createSyncStatus(): Accessor<EngineStatus> {
  const client = useClient();
  const [status, setStatus] = createSignal(client.status());
  onCleanup(client.onStatus(setStatus));
  return status;
}

/** The time in milliseconds, renewed at this pace while the page can be seen. For ages on screen. */
export function createClock(everyMs: number): Accessor<number> {
  const [now, setNow] = createSignal(Date.now());
  const tick = () => {
    if (document.visibilityState === 'visible') setNow(Date.now());
  };
  // On a server nothing mounts, and no time passes.
  onMount(() => {
    const timer = setInterval(tick, everyMs);
    document.addEventListener('visibilitychange', tick);
    onCleanup(() => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', tick);
    });
  });
  return now;
}

/** Watches a request that may change; nothing of an old request is heard after the new one. */
function watchAnswers(
  request: Accessor<ReadRequest | undefined>,
  { client = useClient(), watchAction: action, group }: LiveOptions,
  show: (state: LiveState, answer: Answer | undefined) => void,
): void {
  /** Undefined until the store has answered: what it says may be an error, its silence never is. */
  let latest: Answer | undefined;
  const showLatest = () => show(latest ? stateOf(latest, client.status()) : 'loading', latest);
  onCleanup(client.onStatus(() => latest?.state === 'loading' && showLatest()));
  createComputed(
    on(request, (next) => {
      // Another record's text may not stand under this address, not even for the moment of a read.
      if (isOfOthers(next)) {
        latest = undefined;
        showLatest();
      }
      if (!next) return;
      const listen = (answer: Answer) => {
        latest = answer;
        showLatest();
      };
      onCleanup(client.watch(next, listen, { action, group }));
    }),
  );
}

/** Nothing stored and the last check failed: an error, until something comes. */
function stateOf(answer: Answer, status: EngineStatus): LiveState {
  if (answer.state !== 'loading') return answer.state;
  return status.phase === 'offline' ? 'error' : 'loading';
}
