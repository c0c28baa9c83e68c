/**
 * The author as a person may see it. Bases often hold an e-mail address there, which is never shown (B53): of
 * `Name <address>` and `Name (address)` the name is left, of anything else with an at sign nothing but `anonymous`.
 */
export function authorName(author: string, anonymous: string): string {
  const text = author.trim();
  // NFKC folds the wide and small at signs, by which an address could slip through.
  if (!text.normalize('NFKC').includes('@')) return text || anonymous;
  const name = /^"?([^@＠﹫<(]+?)"?\s*[<(][^<>()]*[>)]$/.exec(text)?.[1] ?? '';
  return name.trim() || anonymous;
}
