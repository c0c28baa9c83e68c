const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** Airtable's kinds of id that the emulator mints: record, attachment, select choice, webhook, iterator, comment. */
export type IdKind = 'rec' | 'att' | 'sel' | 'ach' | 'itr' | 'com';

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

/** Says whether a text has the form of an id of this kind; it need not exist. A lenient eye takes any length. */
export function isId(
  kind: IdKind | 'app' | 'tbl' | 'fld' | 'viw',
  text: string,
  isLenient = false,
): boolean {
  if (isLenient) return text.startsWith(kind) && /^[A-Za-z0-9]{4,}$/.test(text);
  return text.length === 17 && text.startsWith(kind) && /^[A-Za-z0-9]+$/.test(text);
}
