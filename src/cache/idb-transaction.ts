import { startTimeout, within, type StartTimer } from '../store/deadline.ts';
import type { StoredKey } from '../store/access.ts';
import { readIn, settle, type KeyRanges } from '../store/idb-access.ts';
import type { StoreName } from '../store/layout.ts';
import type { WriteTransaction } from './storage.ts';

export type Mode = 'readonly' | 'readwrite';
export type Work<T> = (transaction: WriteTransaction) => Promise<T>;

/** What is to be done in a transaction, and the platform it belongs to. */
export interface TransactionOptions<T> {
  readonly mode: Mode;
  readonly work: Work<T>;
  readonly durability?: 'strict' | 'relaxed';
  readonly startTimer?: StartTimer;
  readonly IDBKeyRange?: KeyRanges;
}

/**
 * Runs `work` in one transaction over all stores, with relaxed durability unless said otherwise. Settles with what `work` gave, a writing one
 * only once it is committed. Rejects with what `work` threw, after undoing it, or with what the platform says: a full disk
 * as QuotaExceededError, a transaction that does not end within 20 s as TimeoutError.
 */
export function runTransaction<T>(
  db: IDBDatabase,
  {
    mode,
    work,
    durability = 'relaxed',
    startTimer = startTimeout,
    IDBKeyRange,
  }: TransactionOptions<T>,
): Promise<T> {
  const native = db.transaction([...db.objectStoreNames], mode, { durability });
  const expire = () => {
    abort(native);
    return new DOMException('the transaction did not end', 'TimeoutError');
  };
  const running = settled(native, work(writeIn(native, IDBKeyRange)));
  return within(running, { ms: DEADLINE_MS, startTimer, expire });
}

function settled<T>(native: IDBTransaction, result: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    let thrown: unknown;
    native.onabort = () => {
      // A full disk is told by the transaction alone, while its requests say no more than 'aborted' (fault D5).
      const isFull = native.error?.name === 'QuotaExceededError';
      reject((isFull ? undefined : thrown) ?? native.error ?? aborted());
    };
    native.oncomplete = () => void result.then(resolve, reject);
    result.then(
      (value) => {
        if (native.mode === 'readonly') resolve(value);
        // Left alone it would wait to hear of each put first.
        else commit(native);
      },
      (error: unknown) => {
        thrown = error;
        abort(native);
      },
    );
  });
}

function abort(native: IDBTransaction): void {
  try {
    native.abort();
  } catch {
    // It is ending, or has ended, and its own event tells how.
  }
}

function commit(native: IDBTransaction): void {
  try {
    native.commit();
  } catch {
    // Likewise.
  }
}

/** Puts and deletes are not waited for one by one: the transaction's end tells of them all. */
function writeIn(native: IDBTransaction, keyRanges?: KeyRanges): WriteTransaction {
  const reading = readIn(native, keyRanges);
  return {
    ...reading,
    get: <T>(store: StoreName, key: StoredKey) =>
      store === 'chunks'
        ? (getObject(native, key) as Promise<T | undefined>)
        : reading.get<T>(store, key),
    hashes: async () => (await settle(native.objectStore('chunks').getAllKeys())) as string[],
    put: async (store, entries) => {
      const target = native.objectStore(store);
      for (const [key, value] of entries) target.put(value, key as IDBValidKey);
    },
    delete: async (store, keys) => {
      const target = native.objectStore(store);
      for (const key of keys) target.delete(key as IDBValidKey);
    },
    clear: async (store) => void native.objectStore(store).clear(),
  };
}

/**
 * The bytes of an object; undefined too where the browser has lost them. Chromium and Firefox keep large values in files of
 * their own, and each read of one whose file is gone fails (w3c/IndexedDB#423, jakearchibald/idb#335), which must not end
 * the transaction: the audit finds what is missing, and has it fetched again (fault D9).
 */
function getObject(native: IDBTransaction, key: StoredKey): Promise<unknown> {
  const request = native.objectStore('chunks').get(key as IDBValidKey);
  request.addEventListener('error', (event) => {
    if (isUnreadable(request.error)) event.preventDefault();
  });
  return settle(request).catch((error: unknown) => {
    if (!isUnreadable(error)) throw error;
  });
}

/** Of a transaction that a full disk ends, the requests' own errors are null. */
function isUnreadable(error: unknown): boolean {
  return UNREADABLE.has((error as Error | null)?.name ?? '');
}

/** The last is what Chromium said before version 130; a key that is none is refused by the call itself. */
const UNREADABLE = new Set(['NotReadableError', 'NotFoundError', 'DataError']);

function aborted(): DOMException {
  return new DOMException('the transaction was aborted', 'AbortError');
}

/** A commit of a whole first sync takes a second on a slow disk; what takes this long has hung. */
const DEADLINE_MS = 20_000;
