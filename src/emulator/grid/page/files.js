import { byId, element } from './elements.js';

/** @import { Attachment, Field } from './types.ts' */

/**
 * Opens the list of a cell's files: each can be replaced, put first or deleted, others added. Settles when it is closed.
 * @param {{
 *   field: Field,
 *   read: () => readonly Attachment[],
 *   add: (files: readonly File[]) => Promise<void>,
 *   replace: (id: string, file: File) => Promise<void>,
 *   order: (ids: readonly string[], done: string) => Promise<void>,
 * }} cell
 */
export async function openFiles({ field, read, add, replace, order }) {
  const dialog = /** @type {HTMLDialogElement} */ (byId('files'));
  const input = /** @type {HTMLInputElement} */ (byId('files-input'));
  const closing = new AbortController();
  const { signal } = closing;
  const draw = () => {
    const files = read();
    const lines = files.map((file, i) => drawFile(file, i === 0, actionsOf(file)));
    byId('files-list').replaceChildren(...lines);
    byId('files-none').hidden = files.length > 0;
  };
  /** Does a write; then the keyboard is where it was: at the file that now stands there, else where files are added.
   * @param {() => Promise<void>} write
   * @param {number} at
   */
  const act = async (write, at) => {
    dialog.setAttribute('aria-busy', 'true');
    await write();
    dialog.removeAttribute('aria-busy');
    draw();
    const line = byId('files-list').children[at];
    (line?.querySelector('button') ?? input).focus();
  };
  /** @param {Attachment} file */
  const actionsOf = ({ id, filename }) => {
    const others = () =>
      read()
        .map((file) => file.id)
        .filter((other) => other !== id);
    const at = () => read().findIndex((file) => file.id === id);
    return {
      replace: () => pickFile((file) => void act(() => replace(id, file), at())),
      moveFirst: () => void act(() => order([id, ...others()], `${filename} is the first`), 0),
      remove: () => void act(() => order(others(), `${filename} deleted`), -1),
    };
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

/** Lets a person choose one file. @param {(file: File) => void} taken */
function pickFile(taken) {
  const picker = element('input', { type: 'file', hidden: true });
  picker.addEventListener('change', () => {
    const file = picker.files?.[0];
    picker.remove();
    if (file !== undefined) taken(file);
  });
  picker.addEventListener('cancel', () => picker.remove());
  // In the document, since what nothing holds can be collected while a person still chooses.
  byId('files').append(picker);
  picker.click();
}

/**
 * @param {Attachment} file
 * @param {boolean} isFirst
 * @param {{ replace: () => void, moveFirst: () => void, remove: () => void }} actions
 */
function drawFile({ filename, type = '', size, url }, isFirst, { replace, moveFirst, remove }) {
  // The address is signed for the emulator's own name; the page may have been opened by another.
  const src = new URL(url).pathname;
  const sign = type.startsWith('image/')
    ? element('img', { src, alt: '', className: 'preview' })
    : element('span', { className: 'preview', 'aria-hidden': 'true' }, ['▤']);
  const weight = weightOf(size);
  const name = element('span', { className: 'file-name' }, [
    filename,
    element('small', {}, [isFirst ? `${weight} · the site shows this one` : weight]),
  ]);
  /** @param {string} words @param {() => void} onclick */
  const button = (words, onclick) =>
    element('button', { type: 'button', onclick, 'aria-label': `${words} ${filename}` }, [words]);
  return element('li', {}, [
    sign,
    name,
    element('span', { className: 'actions' }, [
      button('Replace', replace),
      ...(isFirst ? [] : [button('Move first', moveFirst)]),
      button('Delete', remove),
    ]),
  ]);
}

/** @param {number | undefined} size */
function weightOf(size) {
  if (size === undefined) return 'being fetched';
  return `${String(Math.max(1, Math.round(size / 1024)))} kB`;
}
