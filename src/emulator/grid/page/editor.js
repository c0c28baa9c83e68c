import { textsOf } from './cells.js';
import { element } from './elements.js';

/** @import { Editor, Field, Sheet } from './types.ts' */

const LONG = ['multilineText', 'richText'];

/** @type {Record<string, string>} */
const INPUT_TYPES = { date: 'date', dateTime: 'datetime-local', url: 'url', email: 'email' };

/**
 * Makes the control that edits a cell.
 * @param {Field} field
 * @param {unknown} value
 * @param {{ sheet: Sheet, typed: string | undefined }} about
 * @returns {Editor}
 */
export function createEditor(field, value, { sheet, typed }) {
  const choices = choicesOf(field, sheet);
  if (choices !== undefined) return selectEditor(field, value, choices);
  const isLong = LONG.includes(field.type);
  const control = isLong ? element('textarea', { rows: 10, spellcheck: true }) : lineInput(field);
  const isTypedInto = field.type !== 'date' && field.type !== 'dateTime';
  control.value = (isTypedInto ? typed : undefined) ?? textOf(field, value);
  control.setAttribute('aria-label', field.name);
  return { control, isLong, read: () => valueOf(field, control.value) };
}

/** @param {Field} field */
function lineInput(field) {
  const input = element('input', { type: INPUT_TYPES[field.type] ?? 'text' });
  if (field.type === 'number') input.inputMode = 'decimal';
  return input;
}

/**
 * @param {Field} field
 * @param {unknown} value
 */
function textOf(field, value) {
  const text = textsOf(value).join();
  if (field.type === 'richText') return text.replace(/\n$/, '');
  return field.type === 'dateTime' ? text.slice(0, 16) : text;
}

/**
 * @param {Field} field
 * @param {string} text
 */
function valueOf(field, text) {
  if (text.trim() === '') return null;
  if (field.type === 'dateTime') return new Date(`${text}Z`).toISOString();
  if (field.type === 'richText') return `${text.replace(/\n*$/, '')}\n`;
  return field.type === 'number' ? readNumber(text) : text;
}

/** What is no number goes on as it is, so that the refusal says what was typed. @param {string} text */
function readNumber(text) {
  const number = Number(text.trim().replace(',', '.'));
  return Number.isNaN(number) ? text : number;
}

/**
 * What can be picked, or `undefined` where the value is typed.
 * @param {Field} field
 * @param {Sheet} sheet
 * @returns {readonly { value: string, name: string }[] | undefined}
 */
function choicesOf(field, sheet) {
  if (field.type === 'multipleRecordLinks') {
    const rows = sheet.names[field.options?.linkedTableId ?? ''] ?? [];
    return rows.map(({ id, name }) => ({ value: id, name: name || 'Unnamed' }));
  }
  if (field.type !== 'singleSelect' && field.type !== 'multipleSelects') return undefined;
  return (field.options?.choices ?? []).map(({ name }) => ({ value: name, name }));
}

/**
 * @param {Field} field
 * @param {unknown} value
 * @param {readonly { value: string, name: string }[]} choices
 * @returns {Editor}
 */
function selectEditor(field, value, choices) {
  const isSingle = field.type === 'singleSelect' || field.options?.prefersSingleRecordLink === true;
  const picked = textsOf(value);
  const none = isSingle ? [element('option', { value: '' }, ['–'])] : [];
  const options = choices.map((choice) =>
    element('option', { value: choice.value, selected: picked.includes(choice.value) }, [
      choice.name,
    ]),
  );
  const many = isSingle ? {} : { multiple: true, size: Math.max(2, Math.min(8, choices.length)) };
  const control = element('select', { ...many, 'aria-label': field.name }, [...none, ...options]);
  const read = () => {
    const values = [...control.selectedOptions].map((option) => option.value).filter(Boolean);
    if (field.type === 'singleSelect') return values[0] ?? null;
    return values.length === 0 ? null : values;
  };
  return { control, read, isLong: !isSingle };
}
