import { createEditor } from './editor.js';
import { element } from './elements.js';
import { readEditKey } from './keyboard.js';

/** @import { Edit } from './types.ts' */

/**
 * Opens an editor in a cell, or beside it for a long text. Leaving it in any way but Escape saves what was changed.
 * Answers a function that takes the editor away without saving.
 * @param {Edit} edit
 */
export function openEditor(edit) {
  const { control, isLong, readChange } = createEditor(edit.field, edit.value, edit);
  let isOpen = true;
  /** @type {HTMLElement} */
  const host = isLong ? openPanel(edit, control) : control;
  /**
   * @param {boolean} isSaved
   * @param {0 | 1 | -1} by
   */
  const close = (isSaved, by) => {
    if (!isOpen) return;
    isOpen = false;
    const value = readChange();
    edit.cell.classList.remove('editing');
    delete edit.cell.dataset['shown'];
    host.remove();
    if (isSaved && value !== undefined) edit.save(value);
    edit.leave(by);
  };
  host.addEventListener('keydown', (event) => {
    const meaning = readEditKey(event, isLong && control.tagName === 'TEXTAREA');
    // The grid's own keys must not see what is typed here.
    event.stopPropagation();
    if (meaning === undefined) return;
    event.preventDefault();
    const by = meaning === 'save-and-next' ? 1 : meaning === 'save-and-previous' ? -1 : 0;
    close(meaning !== 'cancel', by);
  });
  host.addEventListener('focusout', (event) => {
    const to = event.relatedTarget;
    if (!(to instanceof Node) || !host.contains(to)) close(true, 0);
  });
  host.addEventListener('click', (event) => {
    const action = event.target instanceof HTMLElement ? event.target.dataset['action'] : undefined;
    if (action !== undefined) close(action === 'save', 0);
  });
  edit.cell.classList.add('editing');
  if (!isLong) edit.cell.replaceChildren(control);
  control.focus();
  if (edit.typed === undefined && control instanceof HTMLInputElement && control.type === 'text')
    control.select();
  if (control instanceof HTMLTextAreaElement)
    control.setSelectionRange(control.value.length, control.value.length);
  return () => close(false, 0);
}

/**
 * A panel over the cell, as wide as prose wants to be, always whole on the screen.
 * @param {Edit} edit
 * @param {HTMLElement} control
 */
function openPanel({ cell, field }, control) {
  const panel = element('div', { className: 'panel', role: 'group', 'aria-label': field.name }, [
    element('p', { className: 'panel-title' }, [field.name]),
    control,
    element('div', { className: 'actions' }, [button('Cancel', 'cancel'), button('Save', 'save')]),
  ]);
  document.body.append(panel);
  const { left, top } = cell.getBoundingClientRect();
  const { offsetWidth, offsetHeight } = panel;
  panel.style.left = `${String(Math.max(8, Math.min(left, innerWidth - offsetWidth - 8)))}px`;
  panel.style.top = `${String(Math.max(8, Math.min(top, innerHeight - offsetHeight - 8)))}px`;
  return panel;
}

/**
 * @param {string} words
 * @param {string} action
 */
function button(words, action) {
  const made = element('button', { type: 'button' }, [words]);
  made.dataset['action'] = action;
  if (action === 'save') made.className = 'primary';
  return made;
}
