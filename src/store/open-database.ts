/**
 * The database that is being opened, once it is. `whereNew` runs in the transaction that would make it: it makes the stores,
 * or undoes it all, and then this rejects. `onGone` is called when somebody deletes the database, and waits for its closing
 * ('versionchange'), or when the browser has closed it ('close', fault D4). Rejects with what the platform says.
 */
export function openDatabase(
  opening: IDBOpenDBRequest,
  whereNew: () => void,
  onGone: (event: Event) => void,
): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    opening.onupgradeneeded = whereNew;
    opening.onsuccess = () => {
      const db = opening.result;
      db.onversionchange = db.onclose = onGone;
      resolve(db);
    };
    opening.onerror = () => reject(opening.error!);
  });
}

/**
 * The database where it exists, else undefined. Whoever is not its worker must not make it, and so block the worker's own
 * open: that is undone.
 */
export async function openExisting(
  indexedDB: IDBFactory | undefined,
  name: string,
  onGone: () => void,
): Promise<IDBDatabase | undefined> {
  // Throws where there is none, as where it is refused.
  const request = indexedDB!.open(name);
  return new Promise((resolve, reject) => {
    const undo = () => {
      request.transaction!.abort();
      resolve(undefined);
    };
    openDatabase(request, undo, onGone).then(resolve, reject);
  });
}
