/**
 * What the platform itself costs for the same work, with nothing of ours: the floors that the engine is held against.
 * Each works in a database or worker of its own and removes it.
 */

/** Milliseconds to fetch these addresses, six at a time, and to parse the bodies; and the records in them. */
export async function fetchAndParse(
  addresses: readonly string[],
): Promise<{ readonly ms: number; readonly records: readonly RawRecord[] }> {
  const start = performance.now();
  const records: RawRecord[] = [];
  const queue = [...addresses];
  const lane = async () => {
    for (let next = queue.shift(); next; next = queue.shift()) {
      const response = await fetch(next, { cache: 'no-store' });
      records.push(...((await response.json()) as RawRecord[]));
    }
  };
  await Promise.all(Array.from({ length: 6 }, lane));
  return { ms: performance.now() - start, records };
}

export interface RawRecord {
  readonly id: string;
  readonly title: string;
  readonly publishedAt: string;
}

/** Milliseconds to put every record by itself, in one transaction, with one index. */
export async function putEach(records: readonly RawRecord[]): Promise<number> {
  const database = await openRaw('floor-put');
  const start = performance.now();
  await write(database, records);
  const ms = performance.now() - start;
  database.close();
  return ms;
}

/** Milliseconds of `getAll` over what `putEach` left. */
export async function getAll(): Promise<number> {
  const database = await openRaw('floor-put');
  const start = performance.now();
  await settled(database.transaction('rows').objectStore('rows').getAll());
  const ms = performance.now() - start;
  database.close();
  return ms;
}

/** Milliseconds from opening the database to 50 titles in the DOM, newest first, by an index. */
export async function readFifty(list: HTMLElement): Promise<number> {
  const start = performance.now();
  const database = await openRaw('floor-put');
  const index = database.transaction('rows').objectStore('rows').index('newest');
  const rows: RawRecord[] = [];
  await new Promise<void>((resolve, reject) => {
    const walk = index.openCursor(null, 'prev');
    walk.onerror = () => reject(walk.error!);
    walk.onsuccess = () => {
      const cursor = walk.result;
      if (!cursor || rows.length === 50) return resolve();
      rows.push(cursor.value as RawRecord);
      cursor.continue();
    };
  });
  showTitles(list, rows);
  const ms = performance.now() - start;
  database.close();
  return ms;
}

/** Milliseconds until a bare worker that is asked to has fetched changed records and put them, and one is shown here. */
export async function changeRaw(
  worker: FloorWorker,
  address: string,
  list: HTMLElement,
): Promise<number> {
  const database = await openRaw('floor-put');
  const channel = new BroadcastChannel('floor');
  const start = performance.now();
  const heard = new Promise<string>((resolve) => {
    channel.onmessage = ({ data }: MessageEvent<string>) => resolve(data);
  });
  void worker.ask({ kind: 'change', address });
  const id = await heard;
  const row = database.transaction('rows').objectStore('rows').get(id);
  showTitles(list, [(await settled(row)) as RawRecord]);
  const ms = performance.now() - start;
  channel.close();
  database.close();
  return ms;
}

/** Milliseconds of SHA-256 over these bytes, a body at a time. */
export async function hashAll(bodies: readonly Uint8Array<ArrayBuffer>[]): Promise<number> {
  const start = performance.now();
  for (const body of bodies) await crypto.subtle.digest('SHA-256', body);
  return performance.now() - start;
}

/** A connection to the bare worker. */
export interface FloorWorker {
  ask(request: object): Promise<void>;
}

/** Connects to the bare worker. */
export function openFloorWorker(address: string): FloorWorker {
  const { port } = new SharedWorker(address, { type: 'module', name: 'floor' });
  return {
    ask: (request) =>
      new Promise((resolve) => {
        port.onmessage = () => resolve();
        port.postMessage(request);
      }),
  };
}

/** Milliseconds of each of `count` round trips of this request to the bare worker. */
export async function roundTrips(
  worker: FloorWorker,
  request: object,
  count: number,
): Promise<readonly number[]> {
  const times: number[] = [];
  for (let i = 0; i < count; i++) {
    const start = performance.now();
    await worker.ask(request);
    times.push(performance.now() - start);
  }
  return times;
}

/** The moments (milliseconds since 1970) at which this tab heard of a change and had it in the DOM. */
export async function followRaw(list: HTMLElement): Promise<{ heardAt: number; shownAt: number }> {
  const channel = new BroadcastChannel('floor');
  const opening = openRaw('floor-put');
  const { id, heardAt } = await new Promise<{ id: string; heardAt: number }>((resolve) => {
    channel.onmessage = ({ data }: MessageEvent<string>) =>
      resolve({ id: data, heardAt: performance.timeOrigin + performance.now() });
  });
  const database = await opening;
  const row = await settled(database.transaction('rows').objectStore('rows').get(id));
  showTitles(list, [row as RawRecord]);
  const shownAt = performance.timeOrigin + performance.now();
  database.close();
  channel.close();
  return { heardAt, shownAt };
}

/** Makes the database of the floors, with these records of version 0. */
export async function keepRaw(ids: readonly string[]): Promise<void> {
  const database = await openRaw('floor-put');
  await write(
    database,
    ids.map((id) => ({ id, title: id, publishedAt: id, version: 0 })),
  );
  database.close();
}

/**
 * The moment (milliseconds since 1970) at which all versions shown here add up to `sum`. Told of changes, it reads those
 * records again once a frame and shows them.
 */
export async function followCounts(sum: number, list: HTMLElement): Promise<number> {
  const channel = new BroadcastChannel('floor');
  const database = await openRaw('floor-put');
  const versionById = new Map<string, number>();
  const due = new Set<string>();
  await new Promise<void>((resolve) => {
    let isAsked = false;
    const draw = async () => {
      const ids = [...due];
      due.clear();
      isAsked = false;
      const rows = database.transaction('rows').objectStore('rows');
      const read = await Promise.all(ids.map((id) => settled(rows.get(id))));
      for (const row of read as (RawRecord & { version: number })[]) {
        versionById.set(row.id, row.version);
      }
      const shown = [...versionById].map(([id, version]) => ({ id, title: `${id} v${version}` }));
      showTitles(list, shown as unknown as RawRecord[]);
      if ([...versionById.values()].reduce((all, version) => all + version, 0) === sum) resolve();
    };
    channel.onmessage = ({ data }: MessageEvent<string>) => {
      due.add(data);
      if (isAsked) return;
      isAsked = true;
      requestAnimationFrame(() => void draw());
    };
  });
  database.close();
  channel.close();
  return performance.timeOrigin + performance.now();
}

/** Asks a bare worker of its own connection for every one of these at once; settles when all are written. */
export async function countAll(address: string, ids: readonly string[]): Promise<void> {
  const { port } = new SharedWorker(address, { type: 'module', name: 'floor' });
  await new Promise<void>((resolve) => {
    let left = ids.length;
    port.onmessage = () => --left === 0 && resolve();
    for (const id of ids) port.postMessage({ kind: 'count', record: { id } });
  });
  port.close();
}

/** Removes what the floors kept. */
export async function removeFloors(): Promise<void> {
  await settled(indexedDB.deleteDatabase('floor-put'));
}

function showTitles(list: HTMLElement, rows: readonly RawRecord[]): void {
  list.replaceChildren(
    ...rows.map((row) => {
      const line = document.createElement('li');
      line.textContent = row.title;
      return line;
    }),
  );
}

function write(database: IDBDatabase, records: readonly RawRecord[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const transaction = database.transaction('rows', 'readwrite');
    const rows = transaction.objectStore('rows');
    for (const record of records) rows.put(record);
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error!);
  });
}

function openRaw(name: string): Promise<IDBDatabase> {
  const opening = indexedDB.open(name, 1);
  opening.onupgradeneeded = () => {
    const rows = opening.result.createObjectStore('rows', { keyPath: 'id' });
    rows.createIndex('newest', 'publishedAt');
  };
  return settled(opening);
}

function settled<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error!);
  });
}
