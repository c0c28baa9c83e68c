import { isHash, type Hash } from '../../model/hash.ts';

/** What is kept of one attachment: where its bytes lie, and what they are. */
export interface KeptMedia {
  readonly hash: Hash;
  readonly type: string;
  readonly size: number;
  readonly width: number | null;
  readonly height: number | null;
  readonly color: string;
  /** The same picture as WebP, narrowest first. */
  readonly forms: readonly { readonly hash: Hash; readonly width: number }[];
}

/** A line of the index: what became of an attachment, so that it is not asked for again. */
export interface IndexEntry {
  readonly id: string;
  /** Its size as upstream gave it: an attachment's id stays the same, its file may not. */
  readonly claimed: number;
  readonly kept?: KeptMedia;
  /** Why it is never published. */
  readonly refused?: string;
}

/** All hashes of an attachment's files. */
export function hashesOf({ hash, forms }: KeptMedia): readonly Hash[] {
  return [hash, ...forms.map((form) => form.hash)];
}

/** Reads the index, lines of JSON; of an attachment named twice the later line counts, and a broken line is left out. */
export function parseIndex(text: string): Map<string, IndexEntry> {
  const entryById = new Map<string, IndexEntry>();
  for (const line of text.split('\n')) {
    const entry = parseEntry(line);
    if (entry) entryById.set(entry.id, entry);
  }
  return entryById;
}

function parseEntry(line: string): IndexEntry | undefined {
  try {
    const { id, claimed, kept, refused } = JSON.parse(line) as Record<string, unknown>;
    if (typeof id !== 'string' || typeof claimed !== 'number') return undefined;
    if (typeof refused === 'string') return { id, claimed, refused };
    return isKept(kept) ? { id, claimed, kept } : undefined;
  } catch {
    // The last line of a run that was killed, or the empty one after it.
    return undefined;
  }
}

/** A line of an earlier form costs one more download. A published site's own lines name files, so every hash has to be one. */
function isKept(value: unknown): value is KeptMedia {
  if (typeof value !== 'object' || value === null) return false;
  const { hash, type, forms } = value as Record<string, unknown>;
  return isHash(hash) && typeof type === 'string' && Array.isArray(forms) && forms.every(isForm);
}

function isForm(value: unknown): boolean {
  return typeof value === 'object' && value !== null && isHash((value as { hash?: unknown }).hash);
}
