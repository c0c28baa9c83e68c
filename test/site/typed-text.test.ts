import { expect, test } from 'vitest';
import { typedText } from '../../src/site/plain/typed-text.ts';

test('what is typed is nothing where there is nothing to see', () => {
  const blank = [
    '',
    ' ',
    '\n\t',
    '\u200B',
    ' \u2060\uFEFF ',
    '\u202E',
    '\u00AD',
    '\u3164',
    '\u0001',
  ];
  expect(blank.map(typedText)).toEqual(blank.map(() => ''));
});

test('what is typed stays as it is, but for white space around it', () => {
  expect(['a', ' . ', '\u200Ba', '\nשלום\n', '👩‍🚀', '\u0301'].map(typedText)).toEqual([
    'a',
    '.',
    '\u200Ba',
    'שלום',
    '👩‍🚀',
    '\u0301',
  ]);
});
