/** What a tab asks of the worker that searches. Nothing here names a version: an answer is of what is kept now. */
export interface SearchApi {
  /** The best `limit` answers to a question as it is typed; an empty question has none. */
  search(text: string, limit: number): Promise<SearchAnswer>;
  /** Settles when the status is another than the one with this revision; at once where it is. */
  changed(revision: number): Promise<SearchStatus>;
}

/**
 * How far the index is. 'waiting': nothing is kept on this device yet. 'building': `done` of `total` records are read.
 * 'ready': every question is answered, from changes on while they come in.
 */
export interface SearchStatus {
  readonly state: 'waiting' | 'building' | 'ready';
  readonly done: number;
  readonly total: number;
  /** Another number means that answers may be others than before. */
  readonly revision: number;
}

/** The answer to a question. */
export interface SearchAnswer {
  readonly status: SearchStatus;
  /** Best first; the same question has the same order until something it finds changes. */
  readonly results: readonly SearchResult[];
  /** How many there are in all. */
  readonly total: number;
  /** A question that has answers, where this one has none. */
  readonly suggestion?: string;
}

/** One thing that was found. */
export interface SearchResult {
  readonly collection: string;
  readonly id: string;
  readonly title: readonly Marked[];
  /** The part of its text that has the most of what was asked for. */
  readonly excerpt: readonly Marked[];
  /** The fields that the site wants with each result, as they are. */
  readonly kept: Readonly<Record<string, unknown>>;
}

/** A piece of text, and whether it is what was asked for. */
export interface Marked {
  readonly text: string;
  readonly isMatch?: true;
}
