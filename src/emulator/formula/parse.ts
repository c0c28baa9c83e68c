import { FormulaSyntaxError, tokenize, type Token } from './tokenize.ts';

/** A formula as a tree. Operators are calls too, named by their sign. */
export type FormulaNode =
  | { readonly kind: 'literal'; readonly value: string | number }
  | { readonly kind: 'field'; readonly name: string }
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly FormulaNode[] };

/** From loosest to tightest; operators of one level are read from left to right. */
const LEVELS: readonly (readonly string[])[] = [
  ['=', '!=', '<', '>', '<=', '>='],
  ['&'],
  ['+', '-'],
  ['*', '/'],
];

/** Reads a formula; throws `FormulaSyntaxError` where it is not one. */
export function parseFormula(formula: string): FormulaNode {
  const tokens = tokenize(formula);
  let at = 0;
  const peek = (): Token => tokens[at] ?? { kind: 'end', text: '' };
  const take = (): Token => {
    const token = peek();
    at += 1;
    return token;
  };
  const takeIf = (operator: string): boolean => {
    const isNext = peek().kind === 'operator' && peek().text === operator;
    if (isNext) at += 1;
    return isNext;
  };

  const readLevel = (level: number): FormulaNode => {
    const operators = LEVELS[level];
    if (operators === undefined) return readUnary();
    let left = readLevel(level + 1);
    while (peek().kind === 'operator' && operators.includes(peek().text)) {
      const name = take().text;
      left = { kind: 'call', name, args: [left, readLevel(level + 1)] };
    }
    return left;
  };
  const readUnary = (): FormulaNode => {
    if (takeIf('-')) return { kind: 'call', name: 'negate', args: [readUnary()] };
    return takeIf('+') ? readUnary() : readPrimary();
  };
  const readPrimary = (): FormulaNode => {
    const token = take();
    if (token.kind === 'number') return { kind: 'literal', value: Number(token.text) };
    if (token.kind === 'string') return { kind: 'literal', value: token.text };
    if (token.kind === 'field') return { kind: 'field', name: token.text };
    if (token.kind === 'word') return readWord(token.text);
    if (token.kind !== 'operator' || token.text !== '(') {
      throw new FormulaSyntaxError(`Unexpected ${token.text || 'end'}`);
    }
    const inner = readLevel(0);
    expectClose();
    return inner;
  };
  /** A word before a bracket is a function; alone it is a field whose name needs no braces. */
  const readWord = (word: string): FormulaNode => {
    if (!takeIf('(')) return { kind: 'field', name: word };
    const args: FormulaNode[] = [];
    const name = word.toUpperCase();
    if (takeIf(')')) return { kind: 'call', name, args };
    do args.push(readLevel(0));
    while (takeIf(','));
    expectClose();
    return { kind: 'call', name, args };
  };
  const expectClose = (): void => {
    if (!takeIf(')')) throw new FormulaSyntaxError('A bracket is not closed');
  };

  const tree = readLevel(0);
  if (peek().kind !== 'end') throw new FormulaSyntaxError(`Unexpected ${peek().text}`);
  return tree;
}
