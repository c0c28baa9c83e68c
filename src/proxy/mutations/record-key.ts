/** A record, by its collection and public id, as one text: for maps and sets. */
export function recordKey(collection: string, id: string): string {
  return `${collection}\n${id}`;
}
