/** @import { Field, Sheet } from './types.ts' */

/** How wide a column is, in rem, by its field's type; the widest hold prose. @type {Record<string, number>} */
const WIDTHS = {
  singleLineText: 13,
  multilineText: 20,
  richText: 20,
  number: 7,
  autoNumber: 6,
  date: 8.5,
  dateTime: 11.5,
  checkbox: 6,
  singleSelect: 10,
  multipleSelects: 13,
  multipleAttachments: 8,
  multipleRecordLinks: 13,
  url: 14,
  email: 14,
};

/** The sign of a type in its column's heading. @type {Record<string, string>} */
const SIGNS = {
  multilineText: '¶',
  richText: '¶',
  number: '#',
  autoNumber: '№',
  date: '◷',
  dateTime: '◷',
  checkbox: '☑',
  singleSelect: '▾',
  multipleSelects: '▾',
  multipleAttachments: '▣',
  multipleRecordLinks: '↗',
  url: '@',
  email: '@',
};

/** Fields that the base works out by itself. */
const COMPUTED = [
  'autoNumber',
  'formula',
  'rollup',
  'multipleLookupValues',
  'count',
  'createdTime',
  'lastModifiedTime',
];

/**
 * A table's columns as the grid shows them: the primary field first.
 * @param {Sheet} sheet
 * @returns {Field[]}
 */
export function columnsOf(sheet) {
  const isPrimary = (/** @type {Field} */ field) => field.id === sheet.primaryFieldId;
  return [...sheet.fields.filter(isPrimary), ...sheet.fields.filter((field) => !isPrimary(field))];
}

/**
 * The grid's template of columns, the row's number first. The primary column is a little narrower on a phone.
 * @param {readonly Field[]} columns
 * @returns {string}
 */
export function templateOf(columns) {
  const widths = columns.map(({ type, name }, at) =>
    at === 0 ? 'var(--primary)' : `${String(Math.max(WIDTHS[type] ?? 12, widthOf(name)))}rem`,
  );
  return ['var(--number)', ...widths].join(' ');
}

/**
 * Room for a heading: its sign, and about half a rem for each letter; a very long one is cut.
 * @param {string} name
 */
function widthOf(name) {
  return Math.min(16, 2.75 + name.length * 0.55);
}

/**
 * The sign before a column's name.
 * @param {Field} field
 * @returns {string}
 */
export function signOf({ type }) {
  return SIGNS[type] ?? 'A';
}

/**
 * Says whether a person can change cells of this field.
 * @param {Field} field
 * @returns {boolean}
 */
export function isEditable({ type }) {
  return !COMPUTED.includes(type);
}
