import { byId, element } from './elements.js';

/** @import { Attachment, Field } from './types.ts' */

/**
 * Opens the list of a cell's files: each can be taken away, others added. Settles when it is closed.
 * @param {{ field: Field, read: () => readonly Attachment[], add: (files: readonly File[]) => Promise<void>, keep: (ids: readonly string[]) => Promise<void> }} cell
 */
export async function openFiles({ field, read, add, keep }) {
  const dialog = /** @type {HTMLDialogElement} */ (byId('files'));
  const input = /** @type {HTMLInputElement} */ (byId('files-input'));
  const closing = new AbortController();
  const { signal } = closing;
  const draw = () => {
    const files = read();
    const lines = files.map((file) => drawFile(file, () => void remove(file)));
    byId('files-list').replaceChildren(...lines);
    byId('files-none').hidden = files.length > 0;
  };
  /** @param {Attachment} file */
  const remove = async (file) => {
    await keep(
      read()
        .map(({ id }) => id)
        .filter((id) => id !== file.id),
    );
    draw();
    input.focus();
  };
  /** @param {FileList | null | undefined} list */
  const take = async (list) => {
    const files = [...(list ?? [])];
    input.value = '';
    if (files.length === 0) return;
    dialog.setAttribute('aria-busy', 'true');
    await add(files);
    dialog.removeAttribute('aria-busy');
    draw();
  };
  byId('files-title').textContent = field.name;
  input.addEventListener('change', () => void take(input.files), { signal });
  dialog.addEventListener('dragover', (event) => event.preventDefault(), { signal });
  dialog.addEventListener(
    'drop',
    (event) => {
      event.preventDefault();
      void take(event.dataTransfer?.files);
    },
    { signal },
  );
  dialog.addEventListener('paste', (event) => void take(event.clipboardData?.files), { signal });
  draw();
  dialog.showModal();
  await new Promise((resolve) => {
    dialog.addEventListener('close', resolve, { once: true });
  });
  closing.abort();
}

/**
 * @param {Attachment} file
 * @param {() => void} onclick
 */
function drawFile({ filename, type, size, url }, onclick) {
  // The address is signed for the emulator's own name; the page may have been opened by another.
  const src = new URL(url).pathname;
  const sign = type.startsWith('image/')
    ? element('img', { src, alt: '', className: 'preview' })
    : element('span', { className: 'preview', 'aria-hidden': 'true' }, ['▤']);
  const button = element(
    'button',
    { type: 'button', onclick, 'aria-label': `Remove ${filename}` },
    ['Remove'],
  );
  const name = element('span', { className: 'file-name' }, [
    filename,
    element('small', {}, [`${String(Math.max(1, Math.round(size / 1024)))} kB`]),
  ]);
  return element('li', {}, [sign, name, button]);
}
