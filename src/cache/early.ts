import type { StoredRecord } from '../model/record.ts';
import type { Head } from '../protocol/manifest.ts';
import { isSameVersion, type Version } from '../protocol/version.ts';
import { earlyRecordList, HEAD_LIST, type EarlyRecord, type HeadList } from '../store/layout.ts';
import type { Collections } from '../store/plan-read.ts';
import type { WriteTransaction } from './storage.ts';

/** Something that readers may see before the first commit. */
export type Early = { readonly collection: string; readonly version: Version } & (
  | { readonly head: Head }
  | { readonly record: StoredRecord }
);

/**
 * Shows a head or a wanted record before the first commit. All that is shown is of one version (P3): what was shown of
 * another one is taken back in the same transaction.
 */
export async function writeEarly(
  transaction: WriteTransaction,
  collections: Collections,
  early: Early,
): Promise<void> {
  const { log, seq } = early.version;
  await dropEarly(transaction, collections, early.version);
  const [name, value] =
    'head' in early
      ? [HEAD_LIST, { log, seq, rows: early.head.rows, total: early.head.total }]
      : [earlyRecordList(early.record.id), { log, seq, record: early.record }];
  await transaction.put('lists', [[[early.collection, name], value]]);
}

/** Takes back what was shown early, of all collections, but for what is of the version to keep. */
export async function dropEarly(
  transaction: WriteTransaction,
  collections: Collections,
  keep?: Version,
): Promise<void> {
  for (const collection of collections.keys()) {
    for (const name of await transaction.names('lists', collection)) {
      if (name !== HEAD_LIST && !name.startsWith(earlyRecordList(''))) continue;
      const shown = await transaction.get<HeadList | EarlyRecord>('lists', [collection, name]);
      if (keep && shown && isSameVersion(shown, keep)) continue;
      await transaction.delete('lists', [[collection, name]]);
    }
  }
}
