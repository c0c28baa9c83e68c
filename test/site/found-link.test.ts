import { expect, it } from 'vitest';
import { nameOf } from '../../src/site/found-link.ts';

it('calls a result without a title as its page does', () => {
  const found = { collection: 'articles', id: 'a', title: [], excerpt: [] };
  expect(nameOf({ ...found, kept: { slug: 'low-water' } })).toBe('low water');
  expect(nameOf({ ...found, kept: {} })).toBe('Untitled');
});
