/**
 * True for a text in which there is nothing to see: none at all, white space, control characters, and those that take no
 * room, such as U+200B (Default_Ignorable_Code_Point, Unicode Standard Annex 44).
 */
export function isBlank(text: string): boolean {
  return !/[^\s\p{Cc}\p{DI}]/u.test(text);
}
