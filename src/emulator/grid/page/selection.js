/** @import { Place } from './types.ts' */

/**
 * Keeps which cell is selected, by row and field, so that it survives rows that come and go above it. The selected
 * cell alone can be reached by Tab; arrow keys move on from there.
 * @param {HTMLElement} root
 * @param {() => void} onChange
 */
export function createSelection(root, onChange) {
  /** @type {Place | undefined} */
  let place;
  /** @param {Place} wanted */
  const find = ({ rowId, fieldId }) => {
    const selector = `[data-row="${CSS.escape(rowId)}"] > [data-field="${CSS.escape(fieldId)}"]`;
    return /** @type {HTMLElement | null} */ (root.querySelector(selector));
  };
  const lines = () => /** @type {HTMLElement[]} */ ([...root.querySelectorAll('[data-row]')]);
  const fieldIds = () =>
    [...(lines()[0]?.children ?? [])]
      .slice(1)
      .map((cell) => /** @type {HTMLElement} */ (cell).dataset['field'] ?? '');

  /**
   * @param {Place | undefined} next
   * @param {boolean} [takesFocus]
   */
  const select = (next, takesFocus = true) => {
    for (const old of root.querySelectorAll('[aria-selected]')) {
      old.removeAttribute('aria-selected');
      old.setAttribute('tabindex', '-1');
    }
    place = next;
    const cell = next && find(next);
    cell?.setAttribute('aria-selected', 'true');
    cell?.setAttribute('tabindex', '0');
    if (takesFocus) {
      cell?.focus({ preventScroll: true });
      cell?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    }
    onChange();
  };

  /** @param {{ rows: number, columns: number }} step */
  const move = ({ rows, columns }) => {
    if (place === undefined) return;
    const rowIds = lines().map((line) => line.dataset['row'] ?? '');
    const fields = fieldIds();
    const row = clamp(rowIds.indexOf(place.rowId) + rows, rowIds.length);
    const column = clamp(fields.indexOf(place.fieldId) + columns, fields.length);
    select({ rowId: rowIds[row] ?? '', fieldId: fields[column] ?? '' });
  };

  /** Goes one cell on or back, over the ends of rows; says false at the end of the table. @param {1 | -1} by */
  const next = (by) => {
    if (place === undefined) return false;
    const rowIds = lines().map((line) => line.dataset['row'] ?? '');
    const fields = fieldIds();
    const at = rowIds.indexOf(place.rowId) * fields.length + fields.indexOf(place.fieldId) + by;
    if (at < 0 || at >= rowIds.length * fields.length) return false;
    const [row, column] = [Math.floor(at / fields.length), at % fields.length];
    select({ rowId: rowIds[row] ?? '', fieldId: fields[column] ?? '' });
    return true;
  };

  /** After a redraw: marks the place again, or the first cell if it is gone. */
  const restore = () => {
    const isThere = place !== undefined && find(place) !== null;
    if (isThere && root.querySelector('[aria-selected]') !== null) return;
    const hadFocus = document.activeElement === document.body && place !== undefined;
    const first = { rowId: lines()[0]?.dataset['row'] ?? '', fieldId: fieldIds()[0] ?? '' };
    select(isThere ? place : first, hadFocus);
  };

  return { place: () => place, cell: () => place && find(place), select, move, next, restore };
}

/**
 * @param {number} at
 * @param {number} count
 */
function clamp(at, count) {
  return Math.max(0, Math.min(count - 1, at));
}
