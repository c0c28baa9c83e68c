/**
 * Says whether a text holds one of these words or phrases, whatever their case, each as whole words: 'tide' is in 'the
 * tide.', not in 'tidewater'. Without any, every text does.
 */
export function createMatcher(terms: readonly string[]): (text: string) => boolean {
  const spelled = terms.map((term) => fold(term).replaceAll(/[^\p{L}\p{N}\s]/gu, String.raw`\$&`));
  if (spelled.length === 0) return () => true;
  const [before, after] = [String.raw`(?<![\p{L}\p{N}])`, String.raw`(?![\p{L}\p{N}])`];
  const pattern = spelled.map((term) => term.trim().replaceAll(/\s+/g, String.raw`\s+`)).join('|');
  const expression = new RegExp(`${before}(?:${pattern})${after}`, 'iu');
  return (text) => expression.test(fold(text));
}

/** The same letters spelled with or without combining marks are the same. */
function fold(text: string): string {
  return text.normalize('NFC');
}
