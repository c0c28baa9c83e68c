import { describe, expect, it } from 'vitest';
import { plainWords } from '../../src/search/plain-words.ts';
import { wordsOf } from '../../src/search/words-of.ts';

const only = (text: string) => wordsOf(text).map(({ word }) => word);

describe('the words of a text', () => {
  it('[F1] are compared without case, accents and apostrophes', () => {
    expect(only('The CAFÉ’s naïve crème')).toEqual(['the', 'cafes', 'naive', 'creme']);
    expect(only("don't Don’t")).toEqual(['dont', 'dont']);
    expect(only('Å ﬁsh')).toEqual(['a', 'fish']);
  });

  it('stand where the text says', () => {
    const text = 'Über—two 3rd';
    expect(wordsOf(text).map(({ from, to }) => text.slice(from, to))).toEqual([
      'Über',
      'two',
      '3rd',
    ]);
  });

  it('are single characters where a language puts no spaces between them', () => {
    expect(only('潮の満ち引き')).toEqual(['潮', 'の', '満', 'ち', '引', 'き']);
  });

  it('are none of a sign, though a mark stands behind it as in “❤️”, and keep the marks of their own', () => {
    expect(only('I ❤️ tea, ☀️ 1️⃣')).toEqual(['i', 'tea', '1']);
    const text = 'ที่นี่ か\u3099 ﾊﾟ';
    const words = wordsOf(text);
    expect(words.map(({ word }) => word)).toEqual(['ท', 'น', 'か', 'ハ']);
    expect(words.slice(0, 3).map(({ from, to }) => text.slice(from, to))).toEqual([
      'ที่',
      'นี่',
      'か\u3099',
    ]);
  });

  it('come from rich text block by block, and run through marks', () => {
    const text = plainWords(
      [
        ['h2', { id: 'x' }, 'Tides'],
        ['p', 'un', ['em', 'believ'], 'able', ['br'], 'next'],
        ['ul', ['li', 'one'], ['li', 'two']],
        ['table', ['tbody', ['tr', ['td', 'a'], ['td', 'b']]]],
      ],
      'richText',
    );
    expect(text).toBe('Tides\nunbelievable\nnext\none\ntwo\na\nb');
  });

  it('are none of a picture, a link to a record or an absent value', () => {
    expect(plainWords('/v1/media/x/y.webp', 'image')).toBe('');
    expect(plainWords(['rec1'], 'links')).toBe('');
    expect(plainWords(null, 'number')).toBe('');
    expect(plainWords(undefined, 'text')).toBe('');
    expect(plainWords(1887, 'number')).toBe('1887');
  });
});
