import { EMPTY_VALUES } from '../../model/empty-values.ts';
import type { Attachment, FieldKind } from '../../model/schema.ts';
import type { JsonValue } from '../../model/record.ts';
import { toText } from './well-formed.ts';

/** A decoded value, with what was wrong about the upstream one, if anything. */
export interface Decoded {
  readonly value: JsonValue;
  readonly problem?: string;
}

/** The kinds whose decoding needs nothing but the cell. Rich text needs a parser, pictures the mirror. */
export type PlainKind = Exclude<FieldKind, 'richText' | 'html' | 'image' | 'attachments'>;

/** Decodes a cell; an absent cell is the kind's own emptiness and no problem (Airtable leaves empty cells out). */
export function decodePlain(kind: PlainKind, cell: unknown): Decoded {
  if (cell === undefined || cell === null) return { value: EMPTY_VALUES[kind] };
  if (isErrorCell(cell)) return { value: EMPTY_VALUES[kind], problem: 'is an error upstream' };
  return DECODERS[kind](cell);
}

const DECODERS: Readonly<Record<PlainKind, (cell: unknown) => Decoded>> = {
  text: (cell) => {
    const text = textOf(cell);
    return text === undefined ? wrong('', cell, 'text') : { value: text };
  },
  number: (cell) => {
    const only = Array.isArray(cell) && cell.length === 1 ? (cell[0] as unknown) : cell;
    return typeof only === 'number' && Number.isFinite(only)
      ? { value: only === 0 ? 0 : only }
      : wrong(null, cell, 'a number');
  },
  checkbox: (cell) =>
    typeof cell === 'boolean' ? { value: cell } : wrong(false, cell, 'a checkbox'),
  date: (cell) => {
    const date = typeof cell === 'string' ? isoDateOf(cell) : undefined;
    return date === undefined ? wrong('', cell, 'an ISO date') : { value: date };
  },
  instant: (cell) => {
    const instant = typeof cell === 'string' ? isoInstantOf(cell) : undefined;
    return instant === undefined
      ? wrong('', cell, 'an ISO time with its zone')
      : { value: instant };
  },
  links: (cell) =>
    Array.isArray(cell) && cell.every((id) => typeof id === 'string')
      ? { value: cell.map(toText) }
      : wrong([], cell, 'a list of linked records'),
};

/**
 * The words of a cell: of text, of a number, of each in a list (lookups, selects). Of an object its `name` or `text`
 * only: a collaborator's cell also holds an e-mail address, which is nobody's business.
 */
function textOf(cell: unknown): string | undefined {
  if (typeof cell === 'string') return toText(cell);
  if (typeof cell === 'number' || typeof cell === 'boolean') return String(cell);
  if (Array.isArray(cell)) {
    const parts = cell.map((member) => (Array.isArray(member) ? undefined : textOf(member)));
    return parts.includes(undefined) ? undefined : parts.join(', ');
  }
  if (typeof cell !== 'object' || cell === null || isErrorCell(cell)) return undefined;
  const { name, text, value } = cell as Record<string, unknown>;
  const words = [name, text, value].find((member) => typeof member === 'string');
  return words === undefined ? undefined : toText(words);
}

/** Computed cells carry their errors as values. */
export function isErrorCell(cell: unknown): boolean {
  if (Array.isArray(cell)) return cell.length > 0 && cell.every(isErrorCell);
  if (typeof cell !== 'object' || cell === null) return false;
  return 'specialValue' in cell || ('error' in cell && !('url' in cell));
}

/** `YYYY-MM-DD` of a date or time that really exists, else undefined. */
function isoDateOf(text: string): string | undefined {
  const date = /^(\d{4}-\d{2}-\d{2})(?:T|$)/.exec(text)?.[1];
  if (date === undefined) return undefined;
  const midnight = new Date(`${date}T00:00:00.000Z`);
  // 30 February parses as 2 March in some engines; printing it back shows that.
  const isReal = !Number.isNaN(midnight.getTime()) && midnight.toISOString().startsWith(date);
  return isReal && (date.length === text.length || isoInstantOf(text)) ? date : undefined;
}

/** A time with a zone, in UTC with milliseconds; else undefined, since a time without zone means many times. */
export function isoInstantOf(text: string): string | undefined {
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/.test(text)) {
    return undefined;
  }
  const instant = new Date(text);
  return Number.isNaN(instant.getTime()) ? undefined : instant.toISOString();
}

/** An attachment cell's usable members; undefined where the cell is not a list of attachments at all. */
export function attachmentsOf(cell: unknown): readonly UpstreamAttachment[] | undefined {
  if (!Array.isArray(cell)) return undefined;
  const members = cell.map(attachmentOf).filter((member) => member !== undefined);
  return members.length === 0 && cell.length > 0 ? undefined : members;
}

/** An attachment as upstream names it; `url` expires within hours and is never published. */
export interface UpstreamAttachment extends Omit<Attachment, 'src' | 'color' | 'forms'> {
  readonly url: string;
}

function attachmentOf(member: unknown): UpstreamAttachment | undefined {
  if (typeof member !== 'object' || member === null) return undefined;
  const { id, url, filename, type, size, width, height } = member as Record<string, unknown>;
  if (typeof id !== 'string' || id === '' || typeof url !== 'string') return undefined;
  return {
    id: toText(id),
    url,
    name: fileNameOf(filename),
    type: typeof type === 'string' && /^[\w.+-]+\/[\w.+-]+$/.test(type) ? type : '',
    size: countOf(size) ?? 0,
    width: countOf(width) ?? null,
    height: countOf(height) ?? null,
  };
}

function countOf(value: unknown): number | undefined {
  return Number.isSafeInteger(value) && (value as number) >= 0 ? (value as number) : undefined;
}

/** A name that is safe in an address, in a header and on a disk. */
function fileNameOf(value: unknown): string {
  const name = typeof value === 'string' ? toText(value) : '';
  const safe = name
    // oxlint-disable-next-line no-control-regex -- control characters are exactly what is replaced here
    .replaceAll(/[\u0000-\u001f\u007f/\\]+/g, '_')
    .slice(-120)
    .toWellFormed()
    .trim();
  return safe === '' || safe === '.' || safe === '..' ? 'file' : safe;
}

function wrong(value: JsonValue, cell: unknown, expected: string): Decoded {
  return { value, problem: `is ${inShort(cell)}, expected ${expected}` };
}

/** A cell in a few words that anybody may read; of an object nothing but that it is one, as a collaborator's is. */
function inShort(cell: unknown): string {
  if (holdsObject(cell)) return Array.isArray(cell) ? 'a list of objects' : 'an object';
  return (JSON.stringify(cell) ?? typeof cell).slice(0, 40).toWellFormed();
}

function holdsObject(cell: unknown): boolean {
  if (Array.isArray(cell)) return cell.some(holdsObject);
  return typeof cell === 'object' && cell !== null;
}
