import {
  addRow,
  attachFile,
  createReader,
  deleteRow,
  readBase,
  reasonOf,
  resetBase,
  writeRow,
} from './calls.js';
import { textsOf } from './cells.js';
import { isEditable } from './columns.js';
import { confirm } from './confirm.js';
import { openEditor } from './editing.js';
import { byId } from './elements.js';
import { createFaultMenu } from './faults.js';
import { openFiles } from './files.js';
import { readKey } from './keyboard.js';
import { createSelection } from './selection.js';
import { createSheetView } from './sheet.js';
import { drawTabs } from './tabs.js';

/** @import { Attachment, Named, Sheet } from './types.ts' */

const REFRESH_MS = 2_000;

const root = byId('sheet');
const deleteButton = /** @type {HTMLButtonElement} */ (byId('delete-row'));
const view = createSheetView(root);
const selection = createSelection(root, () => {
  deleteButton.disabled = selection.cell() === undefined || selection.cell() === null;
});

const readFaults = createFaultMenu((error) => say(`Not switched: ${reasonOf(error)}`, 'bad'));

/** @type {readonly Named[]} */
let tables = [];
/** @type {Sheet | undefined} */
let sheet;
let table = '';
let read = createReader();
/** How many writes have begun: a read that began before the last one may show less than the page does. */
let writes = 0;
/** @type {(() => void) | undefined} */
let dropEditor;

/**
 * Says something in the status line, politely.
 * @param {string} words
 * @param {'good' | 'bad'} [tone]
 */
function say(words, tone = 'good') {
  const status = byId('status');
  status.textContent = words;
  status.className = `status ${tone}`;
}

/** Reads the table and brings the page up to it. @param {boolean} [isForced] */
async function refresh(isForced = false) {
  const [began, of] = [writes, table];
  try {
    const fresh = await read(of, isForced);
    if (byId('status').classList.contains('bad') && !isForced) say('Connected again');
    if (fresh === undefined || began !== writes || of !== table) return;
    show(fresh);
  } catch (error) {
    say(`Not up to date: ${reasonOf(error)}. Trying again.`, 'bad');
  }
}

/** @param {Sheet} fresh */
function show(fresh) {
  const edited = dropEditor === undefined ? undefined : selection.place()?.rowId;
  if (edited !== undefined && !fresh.records.some(({ id }) => id === edited)) {
    // Before its row leaves the page: an editor that loses the focus saves what was typed.
    dropEditor?.();
    say('The row you were editing was deleted.', 'bad');
  }
  sheet = fresh;
  view.draw(fresh);
  if (dropEditor === undefined) selection.restore();
}

/**
 * Does a write, says how it went, and shows the table as it is afterwards.
 * @param {() => Promise<unknown>} write
 * @param {string} done
 */
async function change(write, done) {
  writes += 1;
  say('Saving…');
  try {
    await write();
    say(done);
  } catch (error) {
    say(`Not saved: ${reasonOf(error)}`, 'bad');
  }
  writes += 1;
  await refresh(true);
}

/** The selected cell with all that belongs to it. */
function selected() {
  const place = selection.place();
  const cell = selection.cell();
  const row = sheet?.records.find(({ id }) => id === place?.rowId);
  const field = sheet?.fields.find(({ id }) => id === place?.fieldId);
  if (!cell || row === undefined || field === undefined || sheet === undefined) return undefined;
  return { cell, row, field, sheet, value: row.fields[field.id] };
}

/** @param {string} [typed] */
function edit(typed) {
  const at = selected();
  if (at === undefined || dropEditor !== undefined) return;
  if (!isEditable(at.field)) {
    say(`${at.field.name} cannot be edited here.`);
    return;
  }
  if (at.field.type === 'checkbox') {
    save(at, at.value !== true);
    return;
  }
  if (at.field.type === 'multipleAttachments') {
    void editFiles(at);
    return;
  }
  dropEditor = openEditor({
    ...at,
    typed,
    save: (value) => save(at, value),
    leave: (by) => {
      dropEditor = undefined;
      if (sheet !== undefined) show(sheet);
      if (by !== 0) selection.next(by);
      else if (document.activeElement === document.body) selection.select(selection.place());
    },
  });
}

/** @param {NonNullable<ReturnType<typeof selected>>} at */
async function editFiles({ row, field }) {
  const place = { rowId: row.id, fieldId: field.id };
  const read = () => {
    const current = sheet?.records.find(({ id }) => id === row.id);
    return /** @type {readonly Attachment[]} */ (current?.fields[field.id] ?? []);
  };
  await openFiles({
    field,
    read,
    add: (files) =>
      change(
        async () => {
          for (const file of files) await attachFile(table, place, file);
        },
        files.length === 1
          ? `Added ${files[0]?.name ?? ''}`
          : `Added ${String(files.length)} files`,
      ),
    replace: (id, file) =>
      change(
        () => attachFile(table, { ...place, replaces: id }, file),
        `${file.name} is in its place`,
      ),
    order: (ids, done) =>
      change(() => writeRow(table, row.id, { [field.id]: ids.map((id) => ({ id })) }), done),
  });
  selection.select(place);
}

/**
 * Shows the new value at once, then writes it.
 * @param {NonNullable<ReturnType<typeof selected>>} at
 * @param {unknown} value
 */
function save({ row, field }, value) {
  // The table may have been read again since the editor was opened.
  const current = sheet?.records.find(({ id }) => id === row.id) ?? row;
  current.fields[field.id] = value === null || value === false ? undefined : value;
  if (sheet !== undefined) view.draw(sheet);
  void change(() => writeRow(table, row.id, { [field.id]: value }), 'Saved');
}

/** @param {KeyboardEvent} event */
function onKey(event) {
  const meaning = readKey(event);
  if (meaning === undefined || selection.place() === undefined) return;
  if (meaning.kind === 'next' && !selection.next(meaning.by)) return;
  event.preventDefault();
  if (meaning.kind === 'move') selection.move(meaning);
  if (meaning.kind === 'edit') edit(meaning.typed);
  if (meaning.kind === 'clear') clear();
}

function clear() {
  const at = selected();
  if (at !== undefined && isEditable(at.field) && at.value !== undefined) save(at, null);
}

/** @param {MouseEvent} event */
function placeOf(event) {
  const cell = event.target instanceof Element ? event.target.closest('[data-field]') : null;
  const line = cell?.closest('[data-row]');
  if (!(cell instanceof HTMLElement) || !(line instanceof HTMLElement)) return undefined;
  return { rowId: line.dataset['row'] ?? '', fieldId: cell.dataset['field'] ?? '' };
}

/** One press selects, a second press on the same cell edits: the same for mouse and finger. @param {MouseEvent} event */
function onPress(event) {
  const place = placeOf(event);
  if (place === undefined || dropEditor !== undefined) return;
  const old = selection.place();
  const isAgain = old?.rowId === place.rowId && old.fieldId === place.fieldId;
  const hadFocus = isAgain && document.activeElement === selection.cell();
  if (hadFocus && wasFocusedBefore) edit();
  else selection.select(place);
}

/** Pressing a cell focuses it before the click arrives; only the state before the press tells a second one. */
let wasFocusedBefore = false;

async function insertRow() {
  const before = new Set(sheet?.records.map(({ id }) => id));
  await change(() => addRow(table), 'Row added at the end');
  const added = sheet?.records.find(({ id }) => !before.has(id));
  const first = sheet?.primaryFieldId;
  if (added !== undefined && first !== undefined)
    selection.select({ rowId: added.id, fieldId: first });
}

async function removeRow() {
  const at = selected();
  if (at === undefined) return;
  const name = textsOf(at.row.fields[at.sheet.primaryFieldId]).join(', ');
  const question = name ? `Delete “${name.slice(0, 80)}”?` : 'Delete this empty row?';
  if (!(await confirm(question, 'Delete row'))) return;
  await change(() => deleteRow(table, at.row.id), 'Row deleted');
}

async function reset() {
  const question = 'Put the sample base back as it was at first? Every edit is lost.';
  if (!(await confirm(question, 'Reset the base'))) return;
  await change(resetBase, 'The base is as it was at first');
  await readFaults();
}

/** Opens the table the address names, or the first one. */
async function openTable() {
  dropEditor?.();
  const wanted = new URL(location.href).searchParams.get('table');
  const found = tables.find(({ id, name }) => name === wanted || id === wanted);
  table = (found ?? tables[0])?.name ?? '';
  document.title = `${table} · ${byId('base-name').textContent}`;
  say('');
  read = createReader();
  selection.select(undefined, false);
  drawTabs(tables, table, () => void openTable());
  await refresh(true);
}

async function start() {
  byId('api').textContent = `${location.origin}/v0/…`;
  try {
    const base = await readBase();
    tables = base.tables;
    byId('base-name').textContent = base.name;
  } catch (error) {
    say(`Cannot start: ${reasonOf(error)}. Trying again.`, 'bad');
    setTimeout(() => void start(), REFRESH_MS);
    return;
  }
  await openTable();
  void readFaults();
  setInterval(() => {
    if (!document.hidden) void Promise.all([refresh(), readFaults()]);
  }, REFRESH_MS);
}

root.addEventListener('keydown', onKey);
root.addEventListener('pointerdown', () => {
  wasFocusedBefore = document.activeElement === selection.cell();
});
root.addEventListener('click', onPress);
byId('reset').addEventListener('click', () => void reset());
byId('add-row').addEventListener('click', () => void insertRow());
deleteButton.addEventListener('click', () => void removeRow());
addEventListener('popstate', () => void openTable());
document.addEventListener('visibilitychange', () => {
  if (!document.hidden && table !== '') void refresh();
});
void start();
