import { describe, expect, it } from 'vitest';
import { merge, replace } from '../../src/tab/list-algebra.ts';

const [a, b, c] = ['a', 'b', 'c'].map((id) => ({ id, word: id })) as [Row, Row, Row];
type Row = { readonly id: string; readonly word: string };

describe('list algebra', () => {
  it('[B83] replace takes the new order and reuses what it kept', () => {
    const changed = { id: 'b', word: 'changed' };
    const rows = replace([a, b, c], [{ ...c }, changed]);
    expect(rows).toEqual([c, changed]);
    expect(rows[0]).toBe(c);
    expect(rows[1]).toBe(changed);
    const same = [a, b];
    expect(replace(same, [{ ...a }, { ...b }])).toBe(same);
  });

  it('[B83] merge keeps the old order, replaces in place, drops what was removed and appends the unknown', () => {
    const changed = { id: 'a', word: 'changed' };
    const rows = merge([a, b], { records: [c, changed], removed: ['b'] });
    expect(rows).toEqual([changed, c]);
  });
});
