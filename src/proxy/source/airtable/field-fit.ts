import type { FieldKind } from '../../../model/schema.ts';
import type { FieldSchema } from './schema.ts';

/**
 * The types that a kind can surely not be decoded from. What is not listed fits, types that are still to be invented
 * included: a value that turns out wrong is reported record by record.
 */
const UNFIT: Readonly<Record<FieldKind, (type: string) => boolean>> = {
  text: among('checkbox', 'multipleAttachments', 'multipleRecordLinks', 'button'),
  number: notAmong('number', 'percent', 'currency', 'duration', 'rating', 'count', 'autoNumber'),
  checkbox: notAmong('checkbox'),
  date: notAmong('date', 'dateTime', 'createdTime', 'lastModifiedTime', 'singleLineText'),
  instant: notAmong('dateTime', 'createdTime', 'lastModifiedTime', 'singleLineText'),
  richText: notText(),
  html: notText(),
  image: notAmong('multipleAttachments'),
  attachments: notAmong('multipleAttachments'),
  links: notAmong('multipleRecordLinks'),
};

/** Formulas, rollups and lookups give values of another type, where Airtable says which. */
const COMPUTED = new Set(['formula', 'rollup', 'multipleLookupValues']);

/** True where a field can hold what a kind is decoded from. */
export function fitsKind(kind: FieldKind, { type, result }: FieldSchema): boolean {
  if (!COMPUTED.has(type)) return !UNFIT[kind](type);
  return result === undefined || !UNFIT[kind](result);
}

function among(...types: readonly string[]) {
  return (type: string) => types.includes(type);
}

/** Of the types that Airtable has today, all but these. */
function notAmong(...types: readonly string[]) {
  return (type: string) => KNOWN.has(type) && !types.includes(type);
}

function notText() {
  return notAmong(
    'singleLineText',
    'multilineText',
    'richText',
    'email',
    'url',
    'aiText',
    'singleSelect',
    'phoneNumber',
  );
}

const KNOWN: ReadonlySet<string> = new Set([
  'singleLineText',
  'multilineText',
  'richText',
  'email',
  'url',
  'phoneNumber',
  'number',
  'percent',
  'currency',
  'duration',
  'rating',
  'count',
  'autoNumber',
  'checkbox',
  'singleSelect',
  'multipleSelects',
  'date',
  'dateTime',
  'createdTime',
  'lastModifiedTime',
  'multipleRecordLinks',
  'multipleAttachments',
  'singleCollaborator',
  'multipleCollaborators',
  'createdBy',
  'lastModifiedBy',
  'barcode',
  'button',
]);
