/** What a person has typed into one form and not sent yet, by field. */
export type Draft = Readonly<Record<string, string>>;

/** Keeps what is typed through a reload, a crash and an update. */
export interface DraftStore {
  /** This tab's own draft; where it has none, the one that was last written in any tab. */
  read(form: string): Draft;
  /** This tab's own draft alone. */
  own(form: string): Draft;
  /** Replaces this tab's draft of the form; an empty one is forgotten. */
  write(form: string, draft: Draft): void;
  /** The names of all forms with a draft that `read` finds, which begin like this. */
  names(start: string): readonly string[];
  /** Forgets every draft of this site; those of other open tabs are never read again. */
  forgetAll(): void;
}

/**
 * Drafts in this browser, below the site's base path. Each is kept twice: for this tab, whose text no other tab changes,
 * and for a tab that is opened anew when this one has crashed or was closed. Where storage is full or forbidden they last
 * as long as the page, which is all that can be had there.
 */
export function createDrafts(
  storage: () => Storage,
  basePath: string,
  ownStorage: () => Storage = () => sessionStorage,
): DraftStore {
  const prefix = `offprint:${basePath}:draft:`;
  const roundKey = `offprint:${basePath}:draft-round`;
  const shared = forgiving(storage);
  const own = forgiving(ownStorage);
  /** Another one since drafts were forgotten: nobody can empty another tab's own storage. */
  const round = () => shared.get(roundKey) ?? '';
  const keyOf = (form: string) => `${prefix}${form}`;
  const ownKeyOf = (form: string) => `${prefix}${form}${round()}`;
  /** What each form's draft was when this page last looked at it. */
  const seen = new Map<string, string | null>();
  return Object.freeze({
    read(form: string) {
      const key = keyOf(form);
      const kept = own.get(ownKeyOf(form)) ?? shared.get(key);
      seen.set(key, kept);
      return decodeDraft(kept);
    },
    own: (form: string) => decodeDraft(own.get(ownKeyOf(form))),
    write(form: string, draft: Draft) {
      const [key, ownKey] = [keyOf(form), ownKeyOf(form)];
      const next = Object.keys(draft).length === 0 ? null : JSON.stringify(draft);
      const before = own.get(ownKey) ?? seen.get(key) ?? null;
      // An older text of this tab must not win where the new one cannot be kept.
      own.set(ownKey, null);
      if (next !== null) own.set(ownKey, next);
      // What was sent from here, or emptied here, goes for all; what another tab has typed meanwhile does not.
      if (next !== null || shared.get(key) === before) shared.set(key, next);
      seen.set(key, next);
    },
    names(start: string) {
      const mine = own.keys(prefix).filter((key) => key.endsWith(round()));
      const inOwn = mine.map((key) => key.slice(0, key.length - round().length));
      const all = [...shared.keys(prefix), ...inOwn].map((key) => key.slice(prefix.length));
      return [...new Set(all)].filter((name) => name.startsWith(start)).sort();
    },
    forgetAll() {
      for (const kept of [shared, own]) kept.removeAll(prefix);
      seen.clear();
      shared.set(roundKey, `@${Number(round().slice(1)) + 1}`);
    },
  });
}

/** A storage that may be full or forbidden: then it holds nothing. */
function forgiving(storage: () => Storage) {
  return {
    get(key: string): string | null {
      try {
        return storage().getItem(key);
      } catch {
        // As if nothing had been typed.
        return null;
      }
    },
    set(key: string, text: string | null): void {
      try {
        if (text === null) storage().removeItem(key);
        else storage().setItem(key, text);
      } catch {
        // The fields keep what is typed as long as the page lives.
      }
    },
    keys(prefix: string): readonly string[] {
      try {
        return keysOf(storage(), prefix);
      } catch {
        // As if nothing had been typed.
        return [];
      }
    },
    removeAll(prefix: string): void {
      try {
        const all = storage();
        for (const key of keysOf(all, prefix)) all.removeItem(key);
      } catch {
        // What cannot be reached cannot be read either.
      }
    },
  };
}

function keysOf(storage: Storage, prefix: string): readonly string[] {
  const keys = Array.from({ length: storage.length }, (_, n) => storage.key(n) ?? '');
  return keys.filter((key) => key.startsWith(prefix));
}

function decodeDraft(kept: string | null): Draft {
  try {
    const value: unknown = JSON.parse(kept ?? '{}');
    if (typeof value !== 'object' || value === null) return {};
    return Object.fromEntries(
      Object.entries(value).filter(
        (entry): entry is [string, string] => typeof entry[1] === 'string',
      ),
    );
  } catch {
    // Unreadable: as if nothing had been typed.
    return {};
  }
}
