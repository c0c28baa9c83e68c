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
