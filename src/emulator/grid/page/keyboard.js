/** @import { KeyMeaning } from './types.ts' */

/** @type {Record<string, readonly [rows: number, columns: number]>} */
const STEPS = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
  PageUp: [-10, 0],
  PageDown: [10, 0],
  Home: [0, Number.NEGATIVE_INFINITY],
  End: [0, Number.POSITIVE_INFINITY],
};

/** @type {Record<string, KeyMeaning>} */
const MEANINGS = {
  Enter: { kind: 'edit', typed: undefined },
  F2: { kind: 'edit', typed: undefined },
  ' ': { kind: 'edit', typed: undefined },
  Delete: { kind: 'clear' },
  Backspace: { kind: 'clear' },
};

/**
 * What a key does while a cell is selected and nothing is being edited; `undefined` leaves it to the browser.
 * @param {KeyboardEvent} event
 * @returns {KeyMeaning | undefined}
 */
export function readKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return undefined;
  const step = STEPS[event.key];
  if (step !== undefined) return { kind: 'move', rows: step[0], columns: step[1] };
  if (event.key === 'Tab') return { kind: 'next', by: event.shiftKey ? -1 : 1 };
  // A letter, a digit or a sign starts to type over the cell, as in a spreadsheet.
  const isTyped = event.key.length === 1;
  return MEANINGS[event.key] ?? (isTyped ? { kind: 'edit', typed: event.key } : undefined);
}

/**
 * What a key does while a cell is being edited. In a long text Enter is a new line.
 * @param {KeyboardEvent} event
 * @param {boolean} isLong
 * @returns {'save' | 'save-and-next' | 'save-and-previous' | 'cancel' | undefined}
 */
export function readEditKey(event, isLong) {
  // Safari ends a composition before the key that ends it, and then says so with its code alone (WebKit bug 165004).
  if (event.isComposing || event.keyCode === 229) return undefined;
  if (event.key === 'Escape') return 'cancel';
  if (event.key === 'Tab') return event.shiftKey ? 'save-and-previous' : 'save-and-next';
  const isSave = event.key === 'Enter' && (!isLong || event.ctrlKey || event.metaKey);
  return isSave ? 'save' : undefined;
}
