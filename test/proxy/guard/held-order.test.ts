import { expect, test } from 'vitest';
import { heldOrder } from '../../../src/proxy/guard/held-order.ts';

test.each([
  ['nothing is held', 'abc', 'cab', '', 'cab'],
  ['in the middle', 'abcd', 'acd', 'b', 'abcd'],
  ['at the start', 'abcd', 'bcd', 'a', 'abcd'],
  ['two in a row behind one that moved', 'abcd', 'da', 'bc', 'dabc'],
  ['all of them', 'abc', '', 'abc', 'abc'],
  ['a newcomer beside them', 'ab', 'x', 'ab', 'abx'],
])('[fault N13] a held record keeps its place in the view’s order: %s', (...row) => {
  const [, before, order, held, expected] = row;
  const result = heldOrder(order.split(''), before.split(''), (id) => held.includes(id));
  expect(result.join('')).toBe(expected);
});
