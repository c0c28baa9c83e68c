import { SyncError } from '../../../protocol/failure.ts';
import type { Report } from '../../report.ts';
import { codeOf, isRefusal } from './failure-words.ts';

/** Says what Airtable refuses to let us read: once, and together, until it was read again. */
export interface Refusals {
  /** Notes a refusal; false where the error is none, and so the caller's to report. */
  readonly note: (table: string, error: unknown) => boolean;
  /** Reports what was noted since the last time, if anything. */
  readonly tell: () => void;
  /** A table, or what changed, was read: should it, or the token, be refused later, that is news. */
  readonly overcome: (table: string) => void;
}

/** A 401 is about the token, whichever table it was that was asked for. */
const TOKEN = '';

/** Creates the memory of one base's refusals. */
export function createRefusals(report: Report): Refusals {
  const told = new Set<string>();
  let fresh: readonly { readonly about: string; readonly status: number; readonly code: string }[] =
    [];

  return Object.freeze({
    note: (table: string, error: unknown) => {
      if (!isRefusal(error) || !(error instanceof SyncError)) return false;
      const { status = 0 } = error.facts;
      const about = status === 401 ? TOKEN : table;
      if (!told.has(about)) fresh = [...fresh, { about, status, code: codeOf(error) }];
      told.add(about);
      return true;
    },
    tell: () => {
      const [first] = fresh;
      if (!first) return;
      // Without its token nothing is read: then which tables those were says nothing more.
      const { status, code, about } = fresh.find((one) => one.about === TOKEN) ?? first;
      const tables = about === TOKEN ? [] : fresh.map((one) => one.about);
      fresh = [];
      report({ type: 'upstream-refused', tables, status, code });
    },
    overcome: (table: string) => {
      told.delete(TOKEN);
      told.delete(table);
    },
  });
}
