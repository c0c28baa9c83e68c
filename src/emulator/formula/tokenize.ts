/** A piece of a formula. A field's `text` is its name or id, a string's is without quotes and escapes. */
export interface Token {
  readonly kind: 'number' | 'string' | 'field' | 'word' | 'operator' | 'end';
  readonly text: string;
}

/** Thrown for a formula that is not one; the message is the emulator's own, for its log. */
export class FormulaSyntaxError extends Error {}

const PATTERNS: readonly (readonly [Token['kind'] | 'space', RegExp])[] = [
  ['space', /\s+/y],
  ['number', /\d+(?:\.\d+)?|\.\d+/y],
  ['string', /"(?:[^"\\]|\\[\s\S])*"|'(?:[^'\\]|\\[\s\S])*'/y],
  ['field', /\{(?:[^}\\]|\\[\s\S])+\}/y],
  ['word', /[A-Za-z_][A-Za-z0-9_]*/y],
  ['operator', /!=|<=|>=|[=<>+\-*/&(),]/y],
];

/** Cuts a formula into tokens; the last one is always of kind `end`. */
export function tokenize(formula: string): readonly Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < formula.length) {
    const found = matchAt(formula, at);
    if (found === undefined) throw new FormulaSyntaxError(`Unexpected ${formula.charAt(at)}`);
    at += found.source.length;
    if (found.kind === 'space') continue;
    const isQuoted = found.kind === 'string' || found.kind === 'field';
    const text = isQuoted ? unescape(found.source.slice(1, -1)) : found.source;
    tokens.push({ kind: found.kind, text });
  }
  return [...tokens, { kind: 'end', text: '' }];
}

function matchAt(
  formula: string,
  at: number,
): { kind: Token['kind'] | 'space'; source: string } | undefined {
  for (const [kind, pattern] of PATTERNS) {
    pattern.lastIndex = at;
    const source = pattern.exec(formula)?.[0];
    if (source !== undefined) return { kind, source };
  }
  return undefined;
}

function unescape(text: string): string {
  const named: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' };
  return text.replace(/\\([\s\S])/g, (_whole, letter: string) => named[letter] ?? letter);
}
