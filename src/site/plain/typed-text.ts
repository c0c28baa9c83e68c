/**
 * What somebody has typed, without white space around it; '' where there is nothing to see in it: nothing but white space,
 * control characters, and those that take no room, such as U+200B (Default_Ignorable_Code_Point, Unicode Annex 44).
 */
export function typedText(text: string): string {
  return /[^\s\p{Cc}\p{DI}]/u.test(text) ? text.trim() : '';
}
