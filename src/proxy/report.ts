import type { FieldProblem } from './decode/problem.ts';
import type { MonthStatus } from './source/source.ts';

/** Everything worth telling that happens in the proxy. Console lines, the status page and tests are drawn from these. */
export type ProxyEvent =
  | { readonly type: 'started'; readonly url: string; readonly upstream: string }
  | { readonly type: 'stopped' }
  | { readonly type: 'warned'; readonly text: string }
  | {
      readonly type: 'published';
      readonly log: string;
      readonly seq: number;
      readonly changed: number;
      readonly removed: number;
      readonly tookMs: number;
    }
  | { readonly type: 'sweep-finished'; readonly table: string; readonly records: number }
  /** All tables that could be were read for the first time since the start, and are published. */
  | {
      readonly type: 'base-read';
      readonly records: number;
      readonly tables: number;
      readonly calls: number;
      readonly tookMs: number;
    }
  | { readonly type: 'cursor-read'; readonly payloads: number; readonly changed: number }
  | {
      readonly type: 'reading-mode';
      readonly mode: 'cursor' | 'sweeps';
      readonly why: string;
    }
  /** The embedded Airtable, and its grid, answer at this address. */
  | { readonly type: 'sample-opened'; readonly url: string }
  /** The token (no tables are named), or its right to these tables: told once, until they were read again. */
  | {
      readonly type: 'upstream-refused';
      readonly tables: readonly string[];
      readonly code: string;
      readonly status: number;
    }
  | {
      readonly type: 'reading-failed';
      readonly table: string;
      /** What the base calls it, where that is another name. */
      readonly tableName?: string | undefined;
      readonly code: string;
      /** 0 where no answer came. */
      readonly status: number;
      /** False where Airtable was not even called, since the month's calls are used up. */
      readonly wasAsked: boolean;
      readonly retryInMs: number;
    }
  | {
      readonly type: 'budget';
      readonly plan: string;
      readonly month: MonthStatus;
      readonly intervalMs: number;
      readonly waiting: string;
    }
  /** A live feed that could be read cannot be any more. */
  | { readonly type: 'feed-failed'; readonly feed: string; readonly why: string }
  | { readonly type: 'writing-failed'; readonly code: string; readonly retryInMs: number }
  /** So many deletions of a table wait for confirmation now; 0 when none do any more. */
  | { readonly type: 'deletions-held'; readonly table: string; readonly count: number }
  | { readonly type: 'records-skipped'; readonly problems: readonly FieldProblem[] }
  | {
      readonly type: 'media-failed';
      readonly name: string;
      readonly why: string;
      readonly retryInMs: number;
    }
  | { readonly type: 'media-refused'; readonly name: string; readonly why: string }
  | { readonly type: 'media-collected'; readonly removed: number }
  | { readonly type: 'objects-collected'; readonly removed: number }
  | {
      readonly type: 'site-written';
      readonly folder: string;
      readonly version: string;
      readonly written: number;
      readonly removed: number;
    }
  | { readonly type: 'failed'; readonly what: string; readonly error: unknown };

/** Where events go. It never throws. */
export type Report = (event: ProxyEvent) => void;
