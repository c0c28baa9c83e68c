const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** Airtable's kinds of id that the emulator mints: record, attachment, select choice, webhook, iterator. */
export type IdKind = 'rec' | 'att' | 'sel' | 'ach' | 'itr';

/** Mints ids of Airtable's form: three letters that say the kind, and 14 of letters and digits. */
export function createIds(random: () => number): (kind: IdKind) => string {
  return (kind) => {
    let id: string = kind;
    for (let n = 0; n < 14; n += 1) {
      id += LETTERS.charAt(Math.floor(random() * LETTERS.length));
    }
    return id;
  };
}

/** Says whether a text has the form of an id of this kind; it need not exist. */
export function isId(kind: IdKind | 'app' | 'tbl' | 'fld' | 'viw', text: string): boolean {
  return text.length === 17 && text.startsWith(kind) && /^[A-Za-z0-9]+$/.test(text);
}
