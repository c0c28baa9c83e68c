import type { JsonValue, StoredRecord } from '../model/record.ts';
import type { SearchAnswer, SearchResult } from '../protocol/search-api.ts';
import { excerptOf, markAll, type BitsByWord } from './excerpt.ts';
import { plainWords } from './plain-words.ts';
import type { Searchable } from './searchable.ts';
import { createWordIndex, type AskedWord, type FoundEntries } from './word-index.ts';
import { wordsOf } from './words-of.ts';

/** Records by their words. */
export interface SearchIndex {
  /** Takes a record in, in the place of what was known of it. */
  put(of: Searchable, record: StoredRecord): void;
  remove(of: Searchable, id: string): void;
  find(text: string, limit: number): Omit<SearchAnswer, 'status'>;
  /** How many records are in it. */
  size(): number;
}

/**
 * An empty index. A record that changes gets a new number, and its old places are passed over until half of all are
 * such; so a change costs what its own words cost.
 */
export function createSearchIndex(): SearchIndex {
  let entries: (Entry | undefined)[] = [];
  const words = createWordIndex((number) => entries[number] !== undefined);
  const numberByKey = new Map<string, number>();

  function remove(of: Searchable, id: string): void {
    const key = keyOf(of, id);
    const number = numberByKey.get(key);
    if (number === undefined) return;
    entries[number] = undefined;
    numberByKey.delete(key);
    if (entries.length > 2 * numberByKey.size + MIN_WASTE) tidy();
  }

  function tidy(): void {
    const newNumbers = new Map<number, number>();
    const kept = entries.filter((entry, number) => {
      if (entry) newNumbers.set(number, newNumbers.size);
      return entry !== undefined;
    });
    words.renumber((number) => newNumbers.get(number));
    entries = kept;
    for (const [number, entry] of kept.entries()) {
      numberByKey.set(keyOf(entry!.of, entry!.id), number);
    }
  }

  return Object.freeze({
    put(of: Searchable, record: StoredRecord) {
      remove(of, record.id);
      const { entry, weightByWord } = readRecord(of, record);
      numberByKey.set(keyOf(of, record.id), entries.length);
      words.add(entries.length, weightByWord);
      entries.push(entry);
    },
    remove,
    find(text: string, limit: number) {
      const asked = askedIn(text);
      if (asked.length === 0) return { results: [], total: 0 };
      const found = words.find(asked, entries.length);
      const { best, total } = choose(entries, found, limit);
      const results = best.map((entry) => resultOf(entry, found.bitsByWord));
      if (total > 0) return { results, total };
      const suggestion = suggest(asked, (word) => words.likeliest(word));
      return { results, total, ...(suggestion !== undefined && { suggestion }) };
    },
    size: () => numberByKey.size,
  });
}

/** What is kept of a record. */
interface Entry {
  readonly of: Searchable;
  readonly id: string;
  readonly title: string;
  /** UTF-8 takes half of what a string with one curly quote takes, and lies outside the heap. */
  readonly text: Uint8Array;
  readonly kept: Readonly<Record<string, JsonValue>>;
}

function readRecord(
  of: Searchable,
  record: StoredRecord,
): { readonly entry: Entry; readonly weightByWord: ReadonlyMap<string, number> } {
  const weightByWord = new Map<string, number>();
  const texts: string[] = [];
  for (const [field, weight] of Object.entries(of.fields)) {
    const text = plainWords(record[field], of.collection.fields[field]!.kind);
    if (field !== of.title && text) texts.push(text);
    const words = wordsOf(text);
    // A word tells less of a long text than of a short one.
    const each = weight / (1 + words.length / LONG);
    for (const { word } of words) weightByWord.set(word, (weightByWord.get(word) ?? 0) + each);
  }
  const kept = Object.fromEntries(of.keep.map((field) => [field, record[field] ?? null]));
  const title = plainWords(record[of.title], of.collection.fields[of.title]!.kind);
  const text = new TextEncoder().encode(texts.join('\n'));
  return { entry: { of, id: record.id, title, text, kept }, weightByWord };
}

/** The different words of a question. The last one may not be finished, unless something follows it. */
function askedIn(text: string): readonly AskedWord[] {
  const words = wordsOf(text.slice(0, MAX_QUESTION));
  const last = words.at(-1);
  const different = new Set(words.map(({ word }) => word));
  const isTyping = last?.to === text.length;
  return [...different]
    .slice(0, MAX_WORDS)
    .map((word) => ({ word, isLast: isTyping && word === last?.word }));
}

/** The best entries of those that hold the most of the words asked for: all of them, wherever there are such. */
function choose(
  entries: readonly (Entry | undefined)[],
  { scores, held }: FoundEntries,
  limit: number,
): { readonly best: readonly Entry[]; readonly total: number } {
  let most = 1;
  for (let i = 0; i < entries.length; i++) if (entries[i] && held[i]! > most) most = held[i]!;
  const best: number[] = [];
  let total = 0;
  const isBefore = (a: number, b: number) =>
    scores[a] === scores[b] ? isKeyBefore(entries[a]!, entries[b]!) : scores[a]! > scores[b]!;
  for (let i = 0; i < entries.length; i++) {
    if (!entries[i] || held[i] !== most) continue;
    total++;
    if (best.length === limit && !isBefore(i, best.at(-1)!)) continue;
    let at = best.length;
    while (at > 0 && isBefore(i, best[at - 1]!)) at--;
    best.splice(at, 0, i);
    if (best.length > limit) best.pop();
  }
  return { best: best.map((i) => entries[i]!), total };
}

/** Equally good ones stand by name: numbers change with every edit. */
function isKeyBefore(a: Entry, b: Entry): boolean {
  return keyOf(a.of, a.id) < keyOf(b.of, b.id);
}

function resultOf({ of, id, title, text, kept }: Entry, asked: BitsByWord): SearchResult {
  return {
    collection: of.collection.name,
    id,
    title: markAll(title, asked),
    excerpt: excerptOf(new TextDecoder().decode(text), asked),
    kept,
  };
}

/** The question with each word that nothing holds replaced by the likeliest one that is; undefined where there is none. */
function suggest(
  asked: readonly AskedWord[],
  likeliest: (word: string) => string | undefined,
): string | undefined {
  const words = asked.map(({ word }) => likeliest(word)).filter((word) => word !== undefined);
  return words.length > 0 ? words.join(' ') : undefined;
}

function keyOf({ collection }: Searchable, id: string): string {
  return `${collection.name} ${id}`;
}

/** A text of this many words counts each of them half. */
const LONG = 256;
/** Fewer places of records that are gone are not worth a pass over all. */
const MIN_WASTE = 1000;
const MAX_QUESTION = 200;
/** Each has a bit of its own (`FoundEntries.bitsByWord`). */
const MAX_WORDS = 12;
