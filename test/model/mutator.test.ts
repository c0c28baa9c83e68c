import { describe, expect, test } from 'vitest';
import { isBlank } from '../../src/model/is-blank.ts';
import { checkArguments, defineMutator } from '../../src/model/mutator.ts';

const say = defineMutator({
  name: 'say',
  role: 'reader',
  args: { text: { kind: 'text', min: 1, max: 5 }, aside: { kind: 'text', min: 0, max: 5 } },
  run: () => Promise.resolve(),
});
const problemOf = (text: string) => {
  const checked = checkArguments(say, { text, aside: '' });
  return checked.ok ? undefined : checked.problems['text'];
};

describe('a text', () => {
  test('in which there is nothing to see is empty', () => {
    for (const blank of [
      '',
      ' ',
      '\n\t',
      '\u200B',
      ' \u2060\uFEFF ',
      '\u202E',
      '\u00AD',
      '\u3164',
    ]) {
      expect(isBlank(blank)).toBe(true);
      expect(problemOf(blank)).toBe('is empty');
    }
  });

  test('of which something is to be seen is not, whatever surrounds it', () => {
    for (const text of ['a', '.', '\u200Ba', '\u05D0', '👩‍🚀', '\u0301']) {
      expect(isBlank(text)).toBe(false);
      expect(problemOf(text)).toBeUndefined();
    }
  });

  test('may be empty where it need not be long', () => {
    expect(checkArguments(say, { text: 'a', aside: '\u200B' })).toMatchObject({ ok: true });
  });
});
