/**
 * A cell as Airtable gave it in the form in which it takes it, for any type of column; undefined where it takes none like
 * it: an error, a button, a list of what a lookup found. Of a person only the id is left.
 */
export function writtenForm(cell: unknown): unknown {
  if (!Array.isArray(cell)) return isObject(cell) ? personOrBarcode(cell) : cell;
  if (cell.every((member) => typeof member === 'string')) return cell;
  if (!cell.every(isObject)) return undefined;
  if (cell.every(isPerson)) return cell.map(({ id }) => id);
  return cell.every(isAttachment) ? cell.map(attachmentForm) : undefined;
}

type JsonObject = Readonly<Record<string, unknown>>;

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null;
}

function isPerson({ id }: JsonObject): boolean {
  return typeof id === 'string' && id.startsWith('usr');
}

function personOrBarcode(cell: JsonObject): unknown {
  if (isPerson(cell)) return { id: cell['id'] };
  return typeof cell['text'] === 'string' ? cell : undefined;
}

function isAttachment({ url, filename }: JsonObject): boolean {
  return typeof url === 'string' && typeof filename === 'string';
}

/** Its id and size tell which file it was. */
function attachmentForm({ id, url, filename, size }: JsonObject): unknown {
  return { id, url, filename, size };
}
