import fc from 'fast-check';
import { expect, it } from 'vitest';
import { authorName } from '../../src/site/author.ts';

const shown = (author: string) => authorName(author, 'Staff');

it('[B53] shows an author’s name as it is written', () => {
  expect(shown('The Night Desk')).toBe('The Night Desk');
  expect(shown('  The Night Desk ')).toBe('The Night Desk');
});

it('[B53] never shows an e-mail address', () => {
  expect(shown('desk@example.org')).toBe('Staff');
  expect(shown('mailto:desk@example.org')).toBe('Staff');
  expect(shown('<desk@example.org>')).toBe('Staff');
  expect(shown('"night desk"@example.org')).toBe('Staff');
  expect(shown('desk＠example.org')).toBe('Staff');
  expect(shown('one@example.org, two@example.org')).toBe('Staff');
});

it('[B53] keeps the name that stands before an address', () => {
  expect(shown('The Night Desk <desk@example.org>')).toBe('The Night Desk');
  expect(shown('"The Night Desk" <desk@example.org>')).toBe('The Night Desk');
  expect(shown('The Night Desk (desk@example.org)')).toBe('The Night Desk');
});

it('[B53] calls nobody staff', () => {
  expect(shown('')).toBe('Staff');
  expect(shown('   ')).toBe('Staff');
});

it('[B53] shows no at sign and nothing of an address, whatever surrounds it', () => {
  const words = fc.string({ unit: 'grapheme', maxLength: 20 });
  fc.assert(
    fc.property(words, fc.emailAddress(), words, (before, address, after) => {
      const name = shown(`${before}${address}${after}`);
      expect(name).not.toContain('@');
      expect(name).not.toContain(address.split('@')[1]!);
    }),
  );
});
