import { EMPTY_VALUES } from '../../model/empty-values.ts';
import { canonicalJson } from '../../model/canonical.ts';
import { MAX_RECORD_BYTES, utf8Length } from '../../model/chunk.ts';
import type { JsonValue, StoredRecord } from '../../model/record.ts';
import type { RichText } from '../../model/rich-text.ts';
import type { Collection, Field } from '../../model/schema.ts';
import type { UpstreamRecord } from '../source/upstream-record.ts';
import { decodeAttachments, type FailedMedia, type MirroredMedia } from './decode-attachments.ts';
import {
  decodePlain,
  isoInstantOf,
  type Decoded,
  type UpstreamAttachment,
} from './field-values.ts';
import type { FieldProblem } from './problem.ts';
import { toText } from './well-formed.ts';

/** What decoding asks of the rest of the proxy. */
export interface DecodeContext {
  /** Parses rich text; undefined where that failed. */
  readonly render: (kind: 'markdown' | 'html', source: string) => Promise<RichText | undefined>;
  /** What is published of an attachment, or why nothing is; undefined while its fetching, which this begins, goes on. */
  readonly mirrored: (attachment: UpstreamAttachment) => MirroredMedia | FailedMedia | undefined;
  /** True where nothing more will come of it: it is here, or refused for good. */
  readonly isMirrored: (attachmentId: string) => boolean;
}

/** As what a record is decoded. */
export interface DecodeTerms {
  readonly collection: Collection;
  readonly publicId: string;
  readonly context: DecodeContext;
  /** The record as it is published: asked for only where one of its values may stand. */
  readonly published?: () => StoredRecord | undefined;
  /** Columns whose cells are not to be believed: what is published of them stands (fault N12). */
  readonly lost?: ReadonlySet<string>;
}

/** A record as it is to be published, or undefined where it is malformed; and what was wrong with it. */
export interface DecodedRecord {
  readonly record: StoredRecord | undefined;
  readonly problems: readonly FieldProblem[];
  /** Ids of its attachments, so that the record can be decoded anew when one is mirrored. */
  readonly attachmentIds: readonly string[];
}

/** A rich-text field longer than this is not parsed. */
const MAX_RICH_TEXT_BYTES = 256 * 1024;

/**
 * Decodes one upstream record under its collection's schema. All fields of the schema are present in the result, none
 * else; a record that lacks a required one, or is too large, is malformed.
 */
export async function decodeRecord(
  upstream: UpstreamRecord,
  { collection, publicId, context, published = () => undefined, lost }: DecodeTerms,
): Promise<DecodedRecord> {
  const problems: FieldProblem[] = [];
  const attachmentIds: string[] = [];
  const mirrored = (attachment: UpstreamAttachment) => {
    attachmentIds.push(attachment.id);
    return context.mirrored(attachment);
  };
  let isMalformed = false;
  const note = (field: string, problem: string, skipped: boolean) => {
    isMalformed ||= skipped;
    problems.push({ table: collection.name, record: publicId, field, problem, skipped });
  };

  const createdTime = isoInstantOf(upstream.createdTime);
  if (createdTime === undefined) note('createdTime', 'is not an ISO time', true);
  const record: Record<string, JsonValue> = {
    id: publicId,
    createdTime: wholeSeconds(createdTime),
  };
  for (const [name, field] of Object.entries(collection.fields)) {
    const { value, problem, isMissing } = lost?.has(field.from)
      ? standingValue(name, field, published())
      : await decodeCell(field, upstream, {
          ...context,
          mirrored,
          before: () => published()?.[name],
        });
    record[name] = value;
    if (problem === undefined) continue;
    // A picture and the list it comes from are two fields of one column, with one thing wrong.
    const isTold = problems.some(
      (told) => told.problem === problem && collection.fields[told.field]?.from === field.from,
    );
    if (isMissing || !isTold) note(name, problem, isMissing);
  }
  if (!isMalformed && utf8Length(canonicalJson(record)) > MAX_RECORD_BYTES) {
    note('(all)', 'are above 4 MiB together', true);
  }
  return { record: isMalformed ? undefined : (record as StoredRecord), problems, attachmentIds };
}

/** A field's value, what is wrong with it, and whether the record lacks with it what it cannot be without. */
interface FieldOutcome {
  readonly value: JsonValue;
  readonly problem: string | undefined;
  readonly isMissing: boolean;
}

/** What is published of a field whose cell is not to be believed. */
function standingValue(
  name: string,
  field: Field,
  standing: StoredRecord | undefined,
): FieldOutcome {
  // A new record without it is never published half; one that stands goes on standing.
  const isMissing = field.required === true && !standing;
  return {
    value: standing?.[name] ?? EMPTY_VALUES[field.kind],
    problem: isMissing ? 'is missing upstream' : undefined,
    isMissing,
  };
}

async function decodeCell(
  field: Field,
  { fields }: UpstreamRecord,
  context: FieldContext,
): Promise<FieldOutcome> {
  const cell = Object.hasOwn(fields, field.from) ? fields[field.from] : undefined;
  const { value, problem } = await decodeField(field, cell, context);
  const isMissing = field.required === true && isEmpty(value, field);
  return {
    value,
    problem: problem ?? (isMissing ? 'is empty, but required' : undefined),
    isMissing,
  };
}

/** `before` is what is published of the field. */
type FieldContext = DecodeContext & { readonly before: () => JsonValue | undefined };

async function decodeField(field: Field, cell: unknown, context: FieldContext): Promise<Decoded> {
  switch (field.kind) {
    case 'richText':
      return decodeRich('markdown', cell, context);
    case 'html':
      return decodeRich('html', cell, context);
    case 'image':
    case 'attachments':
      return decodeAttachments(field.kind, cell, context);
    case 'text':
    case 'number':
    case 'checkbox':
    case 'date':
    case 'instant':
    case 'links':
      return decodePlain(field.kind, cell);
  }
}

async function decodeRich(
  kind: 'markdown' | 'html',
  cell: unknown,
  context: DecodeContext,
): Promise<Decoded> {
  const { value, problem } = decodePlain('text', cell);
  const source = typeof value === 'string' ? value : '';
  if (source.trim() === '') return { value: [], ...(problem === undefined ? {} : { problem }) };
  if (utf8Length(source) > MAX_RICH_TEXT_BYTES) {
    return { value: EMPTY_VALUES.richText, problem: 'is longer than 256 KiB' };
  }
  const tree = await context.render(kind, source);
  if (tree) return { value: tree as unknown as JsonValue };
  // Better its plain words than nothing.
  const paragraphs = toText(source)
    .split(/\n{2,}/)
    .filter((words) => words.trim() !== '');
  return {
    value: paragraphs.map((words) => ['p', words]),
    problem: 'could not be parsed; shown as plain text',
  };
}

function isEmpty(value: JsonValue, field: Field): boolean {
  return canonicalJson(value) === canonicalJson(EMPTY_VALUES[field.kind]);
}

function wholeSeconds(instant = ''): string {
  return instant.replace(/\.\d{3}Z$/, '.000Z');
}
