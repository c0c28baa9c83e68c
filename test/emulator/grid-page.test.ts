import { beforeAll, describe, expect, it, vi } from 'vitest';

import { cellWords, showCell } from '../../src/emulator/grid/page/cells.js';
import { createFakeDocument, type FakeElement } from './fakes/document.ts';

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
