import {
  forceCloseDatabase,
  IDBDatabase as FakeDatabase,
  IDBFactory as FakeFactory,
  IDBObjectStore as FakeObjectStore,
} from 'fake-indexeddb';

/**
 * How a call to IndexedDB goes wrong:
 *   'throw'  the call throws UnknownError, as Safari does when its storage process is gone (fault D2)
 *   'close'  the browser closes the connection under the call (D3, D4), without taking the data
 *   'abort'  the transaction is aborted after the call, without a word why
 *   'quota'  the transaction is aborted after the call for a full disk: the error is the transaction's alone (D5)
 */
export type FaultKind = 'throw' | 'close' | 'abort' | 'quota';

/** When calls go wrong: the n-th, counted from 1, or all from the n-th on. */
export interface FaultPlan {
  readonly kind: FaultKind;
  readonly at: number;
  readonly isLasting: boolean;
}

/** An IndexedDB of its own whose calls can be counted and made to fail. One at a time in a test file. */
export interface FaultyIndexedDB {
  readonly indexedDB: IDBFactory;
  /** Counts calls anew and fails as planned; undefined ends all faults. */
  plan(plan: FaultPlan | undefined): void;
  /** Calls since the last plan. */
  calls(): number;
  /** The calls since the last plan that write, as `method store`, in order. */
  writes(): readonly string[];
  /** The file of this value in `chunks` is gone: each read of it fails as the browser says, until it is put again. */
  loseFile(key: string, errorName: string): void;
  /** What Clear-Site-Data does: every connection is closed, then everything is deleted (fault D4). */
  clearSiteData(): Promise<void>;
  /** Undoes what this did to the platform. */
  restore(): void;
}

type Around = (self: never, call: () => unknown, args: readonly unknown[]) => unknown;

interface Executing {
  _execRequestAsync(request: { operation: () => never; source: IDBObjectStore }): IDBRequest;
}

interface Abortable {
  _abort(errorName: string): void;
}

export function createFaultyIndexedDB(): FaultyIndexedDB {
  const indexedDB = new FakeFactory();
  const connections = new Set<IDBDatabase>();
  let current: FaultPlan | undefined;
  let count = 0;
  const written: string[] = [];

  const isDue = () => {
    count++;
    if (!current) return false;
    return current.isLasting ? count >= current.at : count === current.at;
  };

  const isAbort = () => current!.kind === 'abort' || current!.kind === 'quota';

  const fail = (database: IDBDatabase): never => {
    const isClosed = current!.kind === 'close';
    if (isClosed) forceCloseDatabase(database as never);
    throw new DOMException(
      `injected at call ${count}`,
      isClosed ? 'InvalidStateError' : 'UnknownError',
    );
  };

  const abort = (transaction: IDBTransaction) => {
    const name = current!.kind === 'quota' ? 'QuotaExceededError' : 'AbortError';
    (transaction as unknown as Abortable)._abort(name);
  };

  const undo: (() => void)[] = [];
  const patch = (target: object, method: string, around: Around) => {
    const original = Reflect.get(target, method) as (...args: unknown[]) => unknown;
    Reflect.set(target, method, function (this: never, ...args: unknown[]) {
      return around(this, () => original.apply(this, args), args);
    });
    undo.push(() => Reflect.set(target, method, original));
  };

  for (const method of STORE_METHODS) {
    patch(FakeObjectStore.prototype, method, (store: IDBObjectStore, call) => {
      if (WRITES.has(method)) written.push(`${method} ${store.name}`);
      if (!isDue()) return call();
      if (!isAbort()) return fail(store.transaction.db);
      const request = call();
      abort(store.transaction);
      return request;
    });
  }
  const lost = new Map<unknown, string>();
  patch(FakeObjectStore.prototype, 'get', (store: IDBObjectStore, call, [key]) => {
    const name = store.name === 'chunks' && lost.get(key);
    if (!name) return call();
    const operation = () => {
      throw new DOMException('the file of a large value is gone', name);
    };
    const transaction = store.transaction as unknown as Executing;
    return transaction._execRequestAsync({ operation, source: store });
  });
  patch(FakeObjectStore.prototype, 'put', (store: IDBObjectStore, call, [, key]) => {
    if (store.name === 'chunks') lost.delete(key);
    return call();
  });
  patch(FakeDatabase.prototype, 'transaction', (database: IDBDatabase, call) => {
    if (!isDue()) return call();
    if (!isAbort()) return fail(database);
    const transaction = call() as IDBTransaction;
    abort(transaction);
    return transaction;
  });
  const open = indexedDB.open.bind(indexedDB);
  indexedDB.open = (name: string, version?: number) => {
    if (isDue()) throw new DOMException(`injected at call ${count}`, 'UnknownError');
    const request = open(name, version);
    request.addEventListener('success', () => connections.add(request.result));
    return request;
  };

  return {
    indexedDB,
    plan: (plan) => {
      current = plan;
      count = 0;
      written.length = 0;
    },
    calls: () => count,
    writes: () => [...written],
    loseFile: (key, errorName) => void lost.set(key, errorName),
    clearSiteData: async () => {
      const names = (await indexedDB.databases()).map(({ name }) => name!);
      for (const connection of connections) forceCloseDatabase(connection as never);
      connections.clear();
      for (const name of names) {
        await new Promise((resolve, reject) => {
          const request = indexedDB.deleteDatabase(name);
          request.onsuccess = resolve;
          request.onerror = () => reject(request.error!);
        });
      }
    },
    restore: () => undo.reverse().forEach((one) => one()),
  };
}

const STORE_METHODS = [
  'get',
  'getAll',
  'getAllKeys',
  'put',
  'add',
  'delete',
  'clear',
  'count',
  'openCursor',
  'openKeyCursor',
];

const WRITES = new Set(['put', 'add', 'delete', 'clear']);
