import { expect, test } from 'vitest';
import { parseIndex } from '../../../src/proxy/media/media-index.ts';

const HASH = 'A'.repeat(43);
const lineOf = (id: string, hash: unknown, forms: unknown) =>
  JSON.stringify({ id, claimed: 1, kept: { hash, type: 'image/png', size: 1, forms } });

test('a line of an index that names no file of ours is left out', () => {
  const text = [
    lineOf('whole', HASH, [{ hash: HASH, width: 320 }]),
    lineOf('original elsewhere', '../../secret', []),
    lineOf('form elsewhere', HASH, [{ hash: HASH, width: 320 }, { hash: '../../secret' }]),
    lineOf('form without a name', HASH, [{ width: 320 }]),
    lineOf('no form', HASH, [null]),
    lineOf('no list', HASH, {}),
  ].join('\n');
  expect([...parseIndex(text).keys()]).toEqual(['whole']);
});
