/** A bare SharedWorker: echoes, polls, writes one record or counts it up, and tells the tabs. No engine of ours is in it. */
interface FloorRequest {
  readonly kind: 'echo' | 'poll' | 'change' | 'write' | 'count';
  readonly address?: string;
  readonly record?: FloorRecord;
}

interface FloorRecord {
  readonly id: string;
  readonly version?: number;
}

const channel = new BroadcastChannel('floor');
let etag = '';

globalThis.addEventListener('connect', (event) => {
  const port = (event as MessageEvent).ports[0]!;
  port.onmessage = ({ data }: MessageEvent<FloorRequest>) => void answer(port, data);
});

async function answer(port: MessagePort, { kind, address, record }: FloorRequest): Promise<void> {
  if (kind === 'poll') {
    const response = await fetch(address!, {
      cache: 'no-store',
      headers: etag ? { 'if-none-match': etag } : {},
    });
    await response.arrayBuffer();
    etag = response.headers.get('etag') ?? etag;
  }
  if (kind === 'change') {
    const records = record ? [record] : await fetchRecords(address!);
    await put(records);
    channel.postMessage(records[0]!.id);
  }
  // As durable as a change that is acknowledged.
  if (kind === 'write') {
    await put([record!], 'strict');
    channel.postMessage(record!.id);
  }
  if (kind === 'count') {
    await countUp(record!.id);
    channel.postMessage(record!.id);
  }
  port.postMessage('done');
}

async function fetchRecords(address: string): Promise<readonly { readonly id: string }[]> {
  const response = await fetch(address, { cache: 'no-store' });
  return (await response.json()) as readonly { readonly id: string }[];
}

let opened: Promise<IDBDatabase> | undefined;

/** One transaction, on a connection that stays open: nothing is cheaper. */
async function put(
  records: readonly object[],
  durability: IDBTransactionDurability = 'relaxed',
): Promise<void> {
  const database = await (opened ??= open());
  return new Promise((resolve, reject) => {
    const transaction = database.transaction('rows', 'readwrite', { durability });
    const rows = transaction.objectStore('rows');
    for (const record of records) rows.put(record);
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error!);
  });
}

/** Reads a record and puts it one version further, in a transaction of its own. */
async function countUp(id: string): Promise<void> {
  const database = await (opened ??= open());
  return new Promise((resolve, reject) => {
    const transaction = database.transaction('rows', 'readwrite', { durability: 'relaxed' });
    const rows = transaction.objectStore('rows');
    const reading = rows.get(id) as IDBRequest<FloorRecord>;
    reading.onsuccess = () => {
      const { version = 0 } = reading.result;
      rows.put({ ...reading.result, version: version + 1 });
    };
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error!);
  });
}

function open(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open('floor-put', 1);
    opening.onerror = () => reject(opening.error!);
    opening.onsuccess = () => {
      // The page removes what the floors kept.
      opening.result.onversionchange = () => opening.result.close();
      resolve(opening.result);
    };
  });
}
