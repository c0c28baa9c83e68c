import { beforeAll, describe, expect, it, vi } from 'vitest';

import { cellWords, showCell } from '../../src/emulator/grid/page/cells.js';
import { createEditor } from '../../src/emulator/grid/page/editor.js';
import { createFakeDocument, FakeElement } from './fakes/document.ts';

beforeAll(() => {
  vi.stubGlobal('document', createFakeDocument());
  return () => vi.unstubAllGlobals();
});

const sheet = {
  id: 'tbl',
  name: 'things',
  primaryFieldId: 'fldName',
  fields: [],
  records: [],
  names: {},
};

describe('a cell of the grid', () => {
  it('shows a file that is still being fetched by its name, and as a picture once it is there', () => {
    const field = { id: 'fldPhoto', name: 'photo', type: 'multipleAttachments' };
    const pending = {
      id: 'att1',
      filename: 'dot.png',
      url: 'http://airtable.test/v3/s/att1/dot.png',
    };
    const fetched = { ...pending, type: 'image/png', size: 70 };
    const shown = (file: object): FakeElement | undefined =>
      showCell(field, [file], sheet)[0] as unknown as FakeElement | undefined;
    expect(shown(pending)).toMatchObject({ tagName: 'SPAN', children: ['dot.png'] });
    expect(shown(fetched)).toMatchObject({ tagName: 'IMG', alt: 'dot.png' });
    // A cell whose words are the same is not drawn again.
    expect(cellWords(field, [pending], sheet)).not.toBe(cellWords(field, [fetched], sheet));
  });
});

describe('the editor of a cell', () => {
  const linked = ['A', 'B', 'C'].map((name) => ({ id: `rec${name}`, name }));
  const about = { sheet: { ...sheet, names: { tblLinked: linked } }, typed: undefined };
  const links = { linkedTableId: 'tblLinked' };
  const one = { ...links, prefersSingleRecordLink: true };
  const choices = [{ name: 'a' }, { name: 'b' }, { name: 'c' }];
  const open = (type: string, value: unknown, rest: { options?: object; typed?: string } = {}) => {
    const { typed, ...field } = rest;
    const editor = createEditor({ id: 'fld', name: 'field', type, ...field }, value, {
      ...about,
      typed,
    });
    return { ...editor, control: editor.control as unknown as FakeElement };
  };
  const pick = ({ control }: ReturnType<typeof open>, value: string): void => {
    const options = control.children.filter((child) => child instanceof FakeElement);
    Reflect.set(
      options.find((option) => option.value === value)!,
      'selected',
      true,
    );
  };

  it.each([
    ['dateTime', '2026-03-02T20:31:45.000Z', undefined],
    ['multipleRecordLinks', ['recC', 'recA'], links],
    ['multipleRecordLinks', ['recC', 'recA'], one],
    ['multipleSelects', ['b', 'a'], { choices }],
    ['singleLineText', 'a\nb', undefined],
    ['richText', 'without an end', undefined],
    ['singleLineText', ' ', undefined],
    ['singleSelect', undefined, { choices }],
  ])('leaves a cell alone that is only looked at: %s %j', (type, value, options) => {
    expect(open(type, value, options && { options }).readChange()).toBeUndefined();
  });

  it('takes what was typed to open it for a change', () => {
    const { control, readChange } = open('singleLineText', 'before', { typed: 'n' });
    expect(readChange()).toBe('n');
    control.value = '';
    expect(readChange()).toBeNull();
    control.value = 'before';
    expect(readChange()).toBeUndefined();
  });

  it('keeps the seconds of a time whose hour is changed, and hands on a year that is none', () => {
    const { control, readChange } = open('dateTime', '2026-03-02T20:31:45.000Z');
    control.value = control.value.replace('T20', 'T21');
    expect(readChange()).toBe('2026-03-02T21:31:45.000Z');
    control.value = '12026-03-02T20:31';
    expect(readChange()).toBe('12026-03-02T20:31');
  });

  it('puts what is picked behind what was there, whatever the order of the choices', () => {
    const several = open('multipleRecordLinks', ['recC', 'recA'], { options: links });
    pick(several, 'recB');
    expect(several.readChange()).toEqual(['recC', 'recA', 'recB']);
    const tags = open('multipleSelects', ['c', 'a'], { options: { choices } });
    pick(tags, 'b');
    expect(tags.readChange()).toEqual(['c', 'a', 'b']);
  });
});
