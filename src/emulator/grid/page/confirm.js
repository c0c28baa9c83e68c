import { byId } from './elements.js';

/**
 * Asks before something that cannot be undone.
 * @param {string} question
 * @param {string} deed
 */
export async function confirm(question, deed) {
  const dialog = /** @type {HTMLDialogElement} */ (byId('confirm'));
  byId('confirm-text').textContent = question;
  byId('confirm-do').textContent = deed;
  dialog.returnValue = 'keep';
  dialog.showModal();
  await new Promise((resolve) => {
    dialog.addEventListener('close', resolve, { once: true });
  });
  return dialog.returnValue === 'delete';
}
