/** What a person has typed into one form and not sent yet, by field. */
export type Draft = Readonly<Record<string, string>>;

/** Keeps what is typed through a reload, a crash and an update. */
export interface DraftStore {
  read(form: string): Draft;
  /** Replaces the form's draft; an empty one is forgotten. */
  write(form: string, draft: Draft): void;
}

/**
 * Drafts in this browser, below the site's base path. Where storage is full or forbidden they last as long as the page,
 * which is all that can be had there.
 */
export function createDrafts(storage: () => Storage, basePath: string): DraftStore {
  const keyOf = (form: string) => `offprint:${basePath}:draft:${form}`;
  return Object.freeze({
    read(form: string) {
      try {
        return decodeDraft(JSON.parse(storage().getItem(keyOf(form)) ?? '{}'));
      } catch {
        // Unreadable or forbidden: as if nothing had been typed.
        return {};
      }
    },
    write(form: string, draft: Draft) {
      try {
        if (Object.keys(draft).length === 0) storage().removeItem(keyOf(form));
        else storage().setItem(keyOf(form), JSON.stringify(draft));
      } catch {
        // The fields keep what is typed as long as the page lives.
      }
    },
  });
}

function decodeDraft(value: unknown): Draft {
  if (typeof value !== 'object' || value === null) return {};
  return Object.fromEntries(
    Object.entries(value).filter(
      (entry): entry is [string, string] => typeof entry[1] === 'string',
    ),
  );
}
