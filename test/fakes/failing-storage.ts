import type { Storage } from '../../src/cache/storage.ts';
import { SyncError, type FailureCode } from '../../src/protocol/failure.ts';

/** A storage that can be told to fail: nothing of a failed transaction is kept (faults D2, D3, D5). */
export interface FailingStorage extends Storage {
  /** After so many transactions that go well so many fail. */
  readonly failAt: (after: number, count: number, code: FailureCode) => void;
}

/** The same storage, sound so far. */
export function createFailingStorage(storage: Storage): FailingStorage {
  let after = Infinity;
  let left = 0;
  let code: FailureCode = 'storage-failed';

  async function through<T>(run: () => Promise<T>): Promise<T> {
    if (after > 0) after--;
    else if (left > 0) {
      left--;
      throw new SyncError(code, 'The disk fails, as the test says.');
    }
    return run();
  }

  return {
    kind: storage.kind,
    read: (work) => through(() => storage.read(work)),
    write: (work) => through(() => storage.write(work)),
    close: () => storage.close(),
    failAt(next, count, why) {
      after = next;
      left = count;
      code = why;
    },
  };
}
