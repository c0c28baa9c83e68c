import { element } from './elements.js';

/** @import { Attachment, Field, Sheet } from './types.ts' */

/**
 * What a cell shows.
 * @param {Field} field
 * @param {unknown} value
 * @param {Sheet} sheet
 * @returns {readonly (Node | string)[]}
 */
export function showCell(field, value, sheet) {
  if (value === undefined || value === null) return [];
  switch (field.type) {
    case 'checkbox':
      return [element('span', { className: 'check', role: 'img', 'aria-label': 'checked' }, ['✓'])];
    case 'multipleAttachments':
      return filesOf(value).map(showAttachment);
    case 'singleSelect':
    case 'multipleSelects':
      return textsOf(value).map((name) => chip(name, colourOf(field, name)));
    case 'multipleRecordLinks':
      return textsOf(value).map((id) => chip(nameOf(field, id, sheet), 'link'));
    case 'dateTime':
      return [textsOf(value).join().slice(0, 16).replace('T', ' ')];
    default:
      return [firstLines(textsOf(value).join())];
  }
}

/**
 * A cell in words: two cells that show the same have the same.
 * @param {Field} field
 * @param {unknown} value
 * @param {Sheet} sheet
 * @returns {string}
 */
export function cellWords(field, value, sheet) {
  if (value === undefined || value === null) return '';
  if (field.type === 'multipleRecordLinks') {
    return textsOf(value)
      .map((id) => nameOf(field, id, sheet))
      .join(', ');
  }
  // Signed addresses change by themselves each hour, while the picture stays the same; its type comes when it is fetched.
  if (field.type === 'multipleAttachments') {
    return filesOf(value)
      .map(({ url, type }) => [...new URL(url).pathname.split('/').slice(-2), type].join('/'))
      .join(', ');
  }
  return textsOf(value).join(', ');
}

/**
 * A value as a list of texts, whether it is one or many.
 * @param {unknown} value
 * @returns {readonly string[]}
 */
export function textsOf(value) {
  if (value === undefined || value === null) return [];
  if (Array.isArray(value)) return value.map(String);
  return [typeof value === 'string' ? value : JSON.stringify(value)];
}

/** @param {unknown} value */
function filesOf(value) {
  return /** @type {readonly Attachment[]} */ (value);
}

/** @param {Attachment} file */
function showAttachment({ filename, type = '', url }) {
  if (!type.startsWith('image/')) return chip(filename, 'link');
  return element('img', {
    // The address is signed for the emulator's own name; the page may have been opened by another.
    src: new URL(url).pathname,
    alt: filename,
    title: filename,
    className: 'picture',
    loading: 'lazy',
    decoding: 'async',
    height: 30,
  });
}

/**
 * @param {string} text
 * @param {string} colour
 */
function chip(text, colour) {
  return element('span', { className: `chip ${colour}` }, [text || 'Unnamed']);
}

/**
 * @param {Field} field
 * @param {string} name
 */
function colourOf(field, name) {
  const colour = field.options?.choices?.find((choice) => choice.name === name)?.color ?? '';
  return colour.replace(/(Light|Bright|Dark)?\d*$/, '');
}

/**
 * @param {Field} field
 * @param {string} id
 * @param {Sheet} sheet
 */
function nameOf(field, id, sheet) {
  const rows = sheet.names[field.options?.linkedTableId ?? ''] ?? [];
  return rows.find((row) => row.id === id)?.name ?? id;
}

/** A cell shows one line; more than this would never be seen. @param {string} text */
function firstLines(text) {
  return text.length > 240 ? `${text.slice(0, 240)}…` : text;
}
