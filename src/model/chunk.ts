import { fnv1a } from './fnv1a.ts';
import type { StoredRecord } from './record.ts';

/** A record beside its canonical text; text is made once and used for hash, chunk and size. */
export interface SpelledRecord {
  readonly record: StoredRecord;
  readonly text: string;
}

/** A run of records in age order; its bytes are `[text,text,…]`, which is itself canonical JSON. */
export interface ChunkCut {
  readonly records: readonly SpelledRecord[];
  readonly text: string;
}

/**
 * Cuts records, given in age order, into chunks. A record whose id hashes to 0 (1 in 64) begins a new segment; a
 * segment above `MAX_CHUNK_BYTES` is cut greedily from its start. The cut depends only on the records of its own
 * segment, so one edit, insert or delete alters chunks of one segment (two where the record began one), and the same records always give the same chunks,
 * whoever cuts them. No records give no chunks.
 */
export function cutChunks(records: readonly SpelledRecord[]): readonly ChunkCut[] {
  const chunks: ChunkCut[] = [];
  let run: SpelledRecord[] = [];
  let runBytes = 0;
  const finishRun = () => {
    if (run.length > 0) chunks.push({ records: run, text: chunkText(run) });
    run = [];
    runBytes = 0;
  };
  for (const spelled of records) {
    const size = utf8Length(spelled.text) + 1;
    if (startsSegment(spelled.record.id) || runBytes + size > MAX_CHUNK_BYTES) finishRun();
    run.push(spelled);
    runBytes += size;
  }
  finishRun();
  return chunks;
}

/** True where this id begins a new segment: a hash of it is 0 modulo `SEGMENT_PERIOD`. */
export function startsSegment(id: string): boolean {
  return fnv1a(id) % SEGMENT_PERIOD === 0;
}

/** One id in this many begins a segment, so a segment holds 64 records on average. */
export const SEGMENT_PERIOD = 64;

/** A segment is cut before it would pass this; 64 records of 2 KB lie comfortably inside. */
export const MAX_CHUNK_BYTES = 256 * 1024;

/** A record above this is malformed: one record must never cost a reader megabytes. */
export const MAX_RECORD_BYTES = 4 * 1024 * 1024;

function chunkText(records: readonly SpelledRecord[]): string {
  return `[${records.map((spelled) => spelled.text).join(',')}]`;
}

/** The length of a text in UTF-8, without making the bytes. */
export function utf8Length(text: string): number {
  let length = text.length;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit < 0x80) continue;
    // A surrogate pair is two units and four bytes: each unit counts for two.
    length += unit < 0x800 || (unit >= 0xd800 && unit < 0xe000) ? 1 : 2;
  }
  return length;
}
