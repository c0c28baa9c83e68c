/** Text as it may be published: no lone surrogate (canonical form refuses it) and no NUL (parsers disagree about it). */
export function toText(value: string): string {
  return value.toWellFormed().replaceAll('\0', '');
}

/** The beginning of a well-formed text, of at most so many UTF-16 units: what takes two of them is not cut apart. */
export function beginningOf(text: string, maxUnits: number): string {
  const cut = text.slice(0, maxUnits);
  return cut.isWellFormed() ? cut : cut.slice(0, -1);
}
