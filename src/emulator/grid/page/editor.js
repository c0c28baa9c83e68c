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
  const read = () => valueOf(field, control.value);
  control.value = textOf(field, value);
  const readChange = changeOf(read);
  const isTypedInto = field.type !== 'date' && field.type !== 'dateTime';
  if (isTypedInto && typed !== undefined) control.value = typed;
  control.setAttribute('aria-label', field.name);
  return { control, isLong, readChange };
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
  return field.type === 'dateTime' ? text.replace(/Z$/, '') : text;
}

/**
 * @param {Field} field
 * @param {string} text
 */
function valueOf(field, text) {
  if (text.trim() === '') return null;
  if (field.type === 'dateTime') return readTime(text);
  if (field.type === 'richText') return `${text.replace(/\n*$/, '')}\n`;
  return field.type === 'number' ? readNumber(text) : text;
}

/** A year of more than four digits, which browsers take, goes on as it is, so that the refusal says so. @param {string} text */
function readTime(text) {
  const time = new Date(`${text}Z`);
  return Number.isNaN(time.getTime()) ? text : time.toISOString();
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
    // What was picked before stays where it was; the control knows the order of the choices only.
    const kept = picked.filter((one) => values.includes(one));
    const added = values.filter((one) => !picked.includes(one));
    return values.length === 0 ? null : [...kept, ...added];
  };
  return { control, readChange: changeOf(read), isLong: !isSingle };
}

/**
 * Compares with what is read now, before anybody has touched the control: the cell may hold more than it can show.
 * @param {() => unknown} read
 */
function changeOf(read) {
  const untouched = JSON.stringify(read());
  return () => {
    const value = read();
    return JSON.stringify(value) === untouched ? undefined : value;
  };
}
