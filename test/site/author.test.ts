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

/** The rule as it reads best; it takes time by the square of the spaces in a text, and of its marks. */
function plainly(author: string): string {
  const text = author.trim();
  if (!text.normalize('NFKC').includes('@')) return text || 'Staff';
  const name = /^"?([^@＠﹫<(]+?)"?\s*[<(][^<>()]*[>)]$/.exec(text)?.[1] ?? '';
  return name.trim() || 'Staff';
}

it('[B53] says of any text what the plain rule says', () => {
  const texts = (pieces: readonly string[]) =>
    fc.array(fc.constantFrom(...pieces), { maxLength: 12 }).map((some) => some.join(''));
  const characters = texts('@＠﹫<>()""" \n\u00a0\u200bab.\u0301😀'.split(''));
  const parts = texts(['"', '""', ' ', '  ', 'The Desk', '@', '<', '(', '<a@b.c>', '(a@b.c) ']);
  fc.assert(
    fc.property(fc.oneof(characters, parts), (text) => {
      expect(shown(text)).toBe(plainly(text));
    }),
    { numRuns: 50_000 },
  );
});

it('[B53] knows every character that may be read as an at sign', () => {
  for (let point = 0; point <= 0x10ffff; point++) {
    const text = `desk${String.fromCodePoint(point)}example`;
    if (text.normalize('NFKC').includes('@')) expect(shown(text)).toBe('Staff');
  }
});

it(
  '[B53] reads an author at once, however many spaces or marks there are',
  { timeout: 5000 },
  () => {
    const spaces = ' '.repeat(200_000);
    expect(shown(`desk${spaces}@`)).toBe('Staff');
    expect(shown(`desk${'" '.repeat(100_000)}@`)).toBe('Staff');
    expect(shown(`The Desk${spaces}<a@b.c>`)).toBe('The Desk');
    expect(shown(`"The Desk"${spaces}<a@b.c>`)).toBe('The Desk');
    const marks = '\u0301\u0316'.repeat(100_000);
    expect(shown(`e${marks}`)).toBe(`e${marks}`);
  },
);
