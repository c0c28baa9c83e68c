import { keptText } from './kept-text.ts';

/** What came since the last visit; a visit ends half an hour after its last page was looked at. */
export interface Visits {
  /** The ids of these that are new and not read. On a first visit none is new. */
  unread(articles: readonly Dated[]): ReadonlySet<string>;
  /** Somebody has opened this one. */
  read(id: string): void;
  /** Somebody looks at the site, and these are what is newest. */
  seen(articles: readonly Dated[]): void;
}

/** A record, and when it was made upstream (ISO 8601). */
export interface Dated {
  readonly id: string;
  readonly createdTime: string;
}

/** The visits of this device, shared by its tabs; `now` is in milliseconds. */
export function createVisits(now: () => number, kept = KEPT): Visits {
  function load(): Kept {
    try {
      const value = JSON.parse(kept.read() ?? '{}') as Partial<Kept>;
      const { since = '', newest = '', at = 0, read = [] } = value;
      // Whoever comes back after a while begins a new visit: what was newest then is what others are compared with.
      if (newest && now() - at > VISIT_MS) return { since: newest, newest, at, read: [] };
      return { since, newest, at, read };
    } catch {
      // Written by hand, or by another build: as on a first visit.
      return { since: '', newest: '', at: 0, read: [] };
    }
  }
  const save = (next: Kept) => kept.write(JSON.stringify(next));

  return Object.freeze({
    unread(articles: readonly Dated[]) {
      const { since, read } = load();
      const isNew = ({ id, createdTime }: Dated) =>
        since !== '' && createdTime > since && !read.includes(id);
      return new Set(articles.filter(isNew).map(({ id }) => id));
    },
    read(id: string) {
      const before = load();
      if (!before.read.includes(id))
        save({ ...before, read: [...before.read, id].slice(-MAX_READ), at: now() });
    },
    seen(articles: readonly Dated[]) {
      const before = load();
      const times = articles.map(({ createdTime }) => createdTime);
      const newest = [before.newest, ...times].toSorted().at(-1) ?? '';
      // On a first visit everything is new, and so nothing is.
      save({ ...before, since: before.since || newest, newest, at: now() });
    },
  });
}

/** Forgets what was read, and when. */
export function forgetVisits(): void {
  KEPT.forget();
}

const KEPT = keptText('visits');

interface Kept {
  /** The newest article's time when the last visit ended; '' on the first one. */
  readonly since: string;
  readonly newest: string;
  /** When somebody last looked. */
  readonly at: number;
  readonly read: readonly string[];
}

const VISIT_MS = 30 * 60_000;
/** More than come between two visits of anybody who reads them. */
const MAX_READ = 200;
