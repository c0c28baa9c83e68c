/**
 * The author as a person may see it. Bases often hold an e-mail address there, which is never shown (B53): of
 * `Name <address>` and `Name (address)` the name is left, of anything else with an at sign nothing but `anonymous`.
 */
export function authorName(author: string, anonymous: string): string {
  const text = author.trim();
  // Beside it the wide and the small at sign, by which an address could slip through: NFKC folds no others into one.
  if (!/[@＠﹫]/.test(text)) return text || anonymous;
  // Only behind a quote are spaces looked past: done at each of them, it took time by the square of their number.
  const name = /^"?([^@＠﹫<(]+?)(?:"\s*)?[<(][^<>()]*[>)]$/.exec(text)?.[1] ?? '';
  return name.trim() || anonymous;
}
