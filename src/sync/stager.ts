import type { Cache, StagedObject } from '../cache/cache.ts';

/**
 * Stages objects in batches while the next ones are fetched. `add` waits only while two batches are ahead of it, which
 * bounds the memory; it rejects where an earlier batch could not be written. `settle` writes the rest.
 */
export interface Stager {
  add(object: StagedObject): Promise<void>;
  settle(): Promise<void>;
}

/** `onStaged` hears of each batch once it is kept. */
export function createStager(
  cache: Pick<Cache, 'stage'>,
  onStaged: (objects: readonly StagedObject[]) => void,
): Stager {
  let batch: StagedObject[] = [];
  let batchBytes = 0;
  let writing: Promise<void> = Promise.resolve();

  async function write(objects: readonly StagedObject[]): Promise<void> {
    await cache.stage(objects);
    onStaged(objects);
  }

  async function flush(): Promise<void> {
    const objects = batch;
    if (objects.length === 0) return;
    batch = [];
    batchBytes = 0;
    const before = writing;
    writing = before.then(() => write(objects));
    // Its failure is met by whoever adds or settles next; until then it must not count as unhandled.
    writing.catch(() => undefined);
    await before;
  }

  return Object.freeze({
    async add(object: StagedObject) {
      batch.push(object);
      batchBytes += object.bytes.byteLength;
      if (batchBytes >= BATCH_BYTES) await flush();
    },
    async settle() {
      await flush();
      await writing;
    },
  });
}

/** About eight chunks: few transactions, and a death of the worker costs little. */
const BATCH_BYTES = 1024 * 1024;
