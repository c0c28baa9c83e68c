import { expect, test } from 'vitest';
import { draftWith, sharedLineOf } from '../../src/site/shared-line.ts';

const shared = (params: Record<string, string>) =>
  sharedLineOf(`?${new URLSearchParams(params).toString()}`);

test('a line that is shared comes without the marks and the address that browsers put around it', () => {
  const text = '"Most of waiting is baking." https://bread.test/a#:~:text=Most';
  expect(shared({ title: 'The Bread Page', text })).toEqual({
    content: 'Most of waiting is baking.',
    author: 'The Bread Page',
  });
  expect(shared({ text: '“Two\nlines.”' })).toEqual({ content: 'Two\nlines.', author: '' });
  expect(shared({ text: 'She said "no" and "yes"' })?.content).toBe('She said "no" and "yes"');
});

test('an address is taken off that stands right behind the line, and one within it stays', () => {
  expect(shared({ text: 'Two lines.\nhttps://bread.test/a' })?.content).toBe('Two lines.');
  expect(shared({ text: '"One."http://bread.test/http://b' })?.content).toBe('One.');
  expect(shared({ text: 'See https://bread.test/ first' })?.content).toBe(
    'See https://bread.test/ first',
  );
});

test('however many spaces are in it, a share is read at once', { timeout: 5000 }, () => {
  const spaces = '+'.repeat(100_000);
  expect(sharedLineOf(`?text=a${spaces}b`)?.content).toHaveLength(100_002);
  expect(sharedLineOf(`?text=a${'http://'.repeat(50_000)}+b`)?.content).toMatch(/^ahttp/);
});

test('an address alone is no line, and neither is any other query', () => {
  expect(shared({ title: 'A page', url: 'https://bread.test/' })).toBeUndefined();
  expect(shared({ text: 'https://bread.test/' })).toBeUndefined();
  expect(shared({ page: '2' })).toBeUndefined();
  expect(sharedLineOf('')).toBeUndefined();
});

test('a shared line joins what is typed already, once', () => {
  const first = draftWith({}, { content: 'One.', author: 'A page' });
  expect(first).toEqual({ content: 'One.', author: 'A page' });
  expect(draftWith(first, { content: 'One.', author: 'A page' })).toEqual(first);
  expect(draftWith(first, { content: 'Two.', author: 'Another page' })).toEqual({
    content: 'One.\n\nTwo.',
    author: 'A page',
  });
});
