import { invalidValue, unprocessable } from './api-error.ts';
import { cellText, isAttachmentList, type Cell } from './cell.ts';
import type { IdKind } from './ids.ts';
import { isObject, isStringList } from './json.ts';
import { parseInstant } from './parse-instant.ts';
import type { SeedAttachment, SeedField } from './seed.ts';
import type { Transaction } from './transaction.ts';

/** What checking a written value may look at, and, with `typecast`, add to. */
export interface InputContext {
  readonly tx: Transaction;
  readonly tableId: string;
  readonly typecast: boolean;
  readonly newId: (kind: IdKind) => string;
  /** Attachments that a write may name by id alone: those the cell holds already. */
  readonly kept: Cell | undefined;
  /** A seed, a test or an upload may say where a file's bytes are; a request may not name files on this disk. */
  readonly mayNameFiles?: boolean;
}

/**
 * Turns a value from a request into what its cell will hold; `undefined` is the empty cell. Throws the refusal
 * Airtable would give when the value does not fit the field's type.
 */
// oxlint-disable-next-line complexity -- one line per type; the compiler checks that none is missing
export function toCell(field: SeedField, value: unknown, context: InputContext): Cell | undefined {
  if (isEmpty(value, field)) return undefined;
  switch (field.type) {
    case 'singleLineText':
    case 'multilineText':
    case 'url':
    case 'email':
    case 'phoneNumber':
      return toText(field, value, context);
    case 'richText':
      return toText(field, value, context).replace(/\n*$/, '\n');
    case 'number':
    case 'percent':
    case 'currency':
    case 'duration':
    case 'autoNumber':
      return toNumber(field, value, context);
    case 'rating':
      return toRating(field, value, context);
    case 'checkbox':
      return toChecked(field, value, context);
    case 'date':
      return toInstant(field, value).slice(0, 10);
    case 'dateTime':
      return toInstant(field, value);
    case 'singleSelect':
      return toChoice(field, value, context);
    case 'multipleSelects':
      return toChoices(field, value, context);
    case 'multipleRecordLinks':
      return toLinks(field, value, context);
    case 'multipleAttachments':
      return toAttachments(field, value, context);
    case 'formula':
    case 'rollup':
    case 'multipleLookupValues':
    case 'count':
    case 'createdTime':
    case 'lastModifiedTime':
      throw invalidValue(field.name);
  }
}

function isEmpty(value: unknown, { type }: SeedField): boolean {
  if (value === false) return type === 'checkbox';
  if (value === null || value === undefined || value === '') return true;
  return Array.isArray(value) && value.length === 0;
}

function toText(field: SeedField, value: unknown, { typecast }: InputContext): string {
  if (typeof value === 'string') return value;
  if (typecast && (typeof value === 'number' || value === true)) return String(value);
  throw invalidValue(field.name);
}

function toNumber(field: SeedField, value: unknown, { typecast }: InputContext): number {
  const number = typecast && typeof value === 'string' ? Number(value) : value;
  if (typeof number !== 'number' || !Number.isFinite(number)) throw invalidValue(field.name);
  return number;
}

/** Stars: a whole number from 1 on; 0 is the empty cell. */
function toRating(field: SeedField, value: unknown, context: InputContext): number | undefined {
  const stars = toNumber(field, value, context);
  if (!Number.isInteger(stars) || stars < 0) throw invalidValue(field.name);
  return stars === 0 ? undefined : stars;
}

function toChecked(field: SeedField, value: unknown, { typecast }: InputContext): true | undefined {
  if (value === true) return true;
  if (!typecast) throw invalidValue(field.name);
  return value === 0 || value === 'false' ? undefined : true;
}

/** A time without a zone is read as UTC: the emulator's fields have no zone of their own. */
function toInstant(field: SeedField, value: unknown): string {
  const at = typeof value === 'string' ? parseInstant(value) : Number.NaN;
  const isWithin = at >= FIRST_INSTANT && at < AFTER_LAST_INSTANT;
  if (!isWithin) throw invalidValue(field.name);
  return new Date(at).toISOString();
}

/** Years of four digits: others are written with a sign and six, which cannot be cut to a date. */
const FIRST_INSTANT = Date.parse('0000-01-01T00:00:00Z');
const AFTER_LAST_INSTANT = Date.parse('+010000-01-01T00:00:00Z');

function toChoice(field: SeedField, value: unknown, context: InputContext): string {
  const name = isObject(value) ? value['name'] : value;
  if (typeof name !== 'string') throw invalidValue(field.name);
  const { fields } = context.tx.table(context.tableId);
  const choices = fields.find(({ id }) => id === field.id)?.options?.choices ?? [];
  const known = choices.find((choice) => choice.name === name || choice.id === name);
  if (known !== undefined) return known.name;
  if (!context.typecast) {
    throw unprocessable(
      'INVALID_MULTIPLE_CHOICE_OPTIONS',
      `Insufficient permissions to create new select option "${JSON.stringify(name)}"`,
    );
  }
  const options = { ...field.options, choices: [...choices, { id: context.newId('sel'), name }] };
  const grown = fields.map((old) => (old.id === field.id ? { ...old, options } : old));
  context.tx.setFields(context.tableId, grown);
  return name;
}

function toChoices(
  field: SeedField,
  value: unknown,
  context: InputContext,
): readonly string[] | undefined {
  const names = typeof value === 'string' && context.typecast ? value.split(/\s*,\s*/) : value;
  if (!Array.isArray(names)) throw invalidValue(field.name);
  return [...new Set(names.map((name) => toChoice(field, name, context)))];
}

function toLinks(
  field: SeedField,
  value: unknown,
  context: InputContext,
): readonly string[] | undefined {
  const list: unknown = typeof value === 'string' && context.typecast ? [value] : value;
  const ids: unknown = Array.isArray(list)
    ? list.map((entry: unknown) => (isObject(entry) ? entry['id'] : entry))
    : list;
  if (!isStringList(ids)) throw invalidValue(field.name);
  const linked = context.tx.table(field.options?.linkedTableId ?? '');
  return [
    ...new Set(
      ids.map((id) => {
        if (linked.rows.has(id)) return id;
        const named = context.typecast
          ? [...linked.rows.values()].find(
              (row) => cellText(row.cells.get(linked.primaryFieldId)) === id,
            )
          : undefined;
        if (named === undefined) {
          throw unprocessable('ROW_DOES_NOT_EXIST', `Record ID ${id} does not exist`);
        }
        return named.id;
      }),
    ),
  ];
}

/** Attachments are replaced whole: `{id}` keeps one that is there, `{url}` asks for a new one to be fetched. */
function toAttachments(
  field: SeedField,
  value: unknown,
  context: InputContext,
): readonly SeedAttachment[] {
  if (!Array.isArray(value)) throw invalidValue(field.name);
  const kept = isAttachmentList(context.kept) ? context.kept : [];
  return value.map((entry: unknown) => {
    if (!isObject(entry)) throw invalidValue(field.name);
    const existing = kept.find((attachment) => attachment.id === entry['id']);
    if (existing !== undefined) return existing;
    if (context.mayNameFiles === true && isWholeAttachment(entry)) return entry;
    const url = entry['url'];
    if (typeof url !== 'string' || !/^https?:\/\//.test(url) || !URL.canParse(url)) {
      throw unprocessable(
        'INVALID_ATTACHMENT_OBJECT',
        `Invalid attachment object for parameter ${field.name}: each attachment needs an id or a url`,
      );
    }
    const name = entry['filename'];
    const lastPart = new URL(url).pathname.split('/').at(-1);
    const filename = typeof name === 'string' ? name : decodeText(lastPart || 'a');
    const file = { id: context.newId('att'), filename, type: '', size: 0, file: url };
    return { ...file, isPending: true };
  });
}

function decodeText(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // A lone per cent sign is no encoding; then the name is what it says.
    return text;
  }
}

function isWholeAttachment(entry: unknown): entry is SeedAttachment {
  return isObject(entry) && typeof entry['file'] === 'string' && typeof entry['id'] === 'string';
}
