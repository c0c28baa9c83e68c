import { cellWords, showCell } from './cells.js';
import { columnsOf, isEditable, signOf, templateOf } from './columns.js';
import { element } from './elements.js';

/** @import { Field, Row, Sheet } from './types.ts' */

/** More rows than this would make the page slow to open; a button shows the next ones. */
const ROWS_AT_ONCE = 300;

/**
 * The table on the page. `draw` brings it up to a sheet, changing only the cells that differ, so that the place
 * of the reader, the selected cell and an open editor stay where they are.
 * @param {HTMLElement} root
 */
export function createSheetView(root) {
  /** @type {Map<string, HTMLElement>} */
  const lineByRowId = new Map();
  let shownTable = '';
  let limit = ROWS_AT_ONCE;

  /** @param {Sheet} sheet */
  const draw = (sheet) => {
    const columns = columnsOf(sheet);
    const heading = JSON.stringify([
      sheet.id,
      columns.map(({ id, name, type }) => [id, name, type]),
    ]);
    const isNew = heading !== shownTable;
    if (isNew) {
      lineByRowId.clear();
      root.replaceChildren(drawHeading(columns));
      root.style.setProperty('--columns', templateOf(columns));
      limit = shownTable.includes(sheet.id) ? limit : ROWS_AT_ONCE;
      shownTable = heading;
    }
    root.setAttribute('aria-rowcount', String(sheet.records.length + 1));
    root.setAttribute('aria-label', sheet.name);
    drawRows(sheet, columns, isNew);
  };

  /**
   * @param {Sheet} sheet
   * @param {Field[]} columns
   * @param {boolean} isNew
   */
  const drawRows = (sheet, columns, isNew) => {
    const rows = sheet.records.slice(0, limit);
    const kept = new Set(rows.map((row) => row.id));
    for (const [id, line] of lineByRowId) {
      if (kept.has(id)) continue;
      line.remove();
      lineByRowId.delete(id);
    }
    root.querySelector('.more')?.remove();
    for (const [at, row] of rows.entries()) {
      const line = lineByRowId.get(row.id) ?? drawLine(row, columns);
      lineByRowId.set(row.id, line);
      line.setAttribute('aria-rowindex', String(at + 2));
      setText(line.children[0], String(at + 1));
      for (const [n, field] of columns.entries()) {
        const cell = /** @type {HTMLElement} */ (line.children[n + 1]);
        fill(cell, field, {
          value: row.fields[field.id],
          sheet,
          isNew: isNew || !line.isConnected,
        });
      }
      if (root.children[at + 1] !== line) root.insertBefore(line, root.children[at + 1] ?? null);
    }
    if (rows.length === 0)
      root.append(element('p', { className: 'more' }, ['No rows yet. Add one above.']));
    if (sheet.records.length > limit)
      root.append(
        drawMore(sheet.records.length - limit, () => {
          limit += ROWS_AT_ONCE;
          draw(sheet);
        }),
      );
  };

  return { draw };
}

/**
 * @param {number} hiddenRows
 * @param {() => void} onclick
 */
function drawMore(hiddenRows, onclick) {
  const words = `Show ${String(Math.min(ROWS_AT_ONCE, hiddenRows))} more rows`;
  return element('p', { className: 'more' }, [
    element('button', { type: 'button', onclick }, [words]),
  ]);
}

/** @param {Field[]} columns */
function drawHeading(columns) {
  const cells = columns.map((field) =>
    element(
      'div',
      { className: 'head', role: 'columnheader', title: field.description ?? field.name },
      [element('span', { className: 'sign', 'aria-hidden': 'true' }, [signOf(field)]), field.name],
    ),
  );
  const corner = element('div', { className: 'head row-number', role: 'columnheader' }, ['#']);
  return element('div', { className: 'line heading', role: 'row', 'aria-rowindex': '1' }, [
    corner,
    ...cells,
  ]);
}

/**
 * @param {Row} row
 * @param {Field[]} columns
 */
function drawLine(row, columns) {
  const cells = columns.map((field) => {
    const cell = element('div', {
      className: `cell ${field.type}`,
      role: 'gridcell',
      tabIndex: -1,
    });
    cell.dataset['field'] = field.id;
    cell.setAttribute('aria-readonly', String(!isEditable(field)));
    return cell;
  });
  const number = element('div', { className: 'row-number', role: 'rowheader' });
  const line = element('div', { className: 'line', role: 'row' }, [number, ...cells]);
  line.dataset['row'] = row.id;
  return line;
}

/**
 * @param {HTMLElement} cell
 * @param {Field} field
 * @param {{ value: unknown, sheet: Sheet, isNew: boolean }} content
 */
function fill(cell, field, { value, sheet, isNew }) {
  const words = cellWords(field, value, sheet);
  if (cell.dataset['shown'] === words || cell.classList.contains('editing')) return;
  // A cell that was just edited has nothing shown: its own person need not be told that it changed.
  const isQuiet = isNew || cell.dataset['shown'] === undefined;
  cell.dataset['shown'] = words;
  cell.replaceChildren(...showCell(field, value, sheet));
  if (isQuiet) return;
  cell.classList.remove('changed');
  // The animation starts again only if the browser has seen the cell without the class.
  requestAnimationFrame(() => cell.classList.add('changed'));
}

/**
 * @param {Element | undefined} node
 * @param {string} text
 */
function setText(node, text) {
  if (node !== undefined && node.textContent !== text) node.textContent = text;
}
