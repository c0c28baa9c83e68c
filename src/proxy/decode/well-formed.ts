/** Text as it may be published: no lone surrogate (canonical form refuses it) and no NUL (parsers disagree about it). */
export function toText(value: string): string {
  return value.toWellFormed().replaceAll('\0', '');
}
