import { describe, expect, it } from 'vitest';
import type { StoredRecord } from '../../src/model/record.ts';
import { defineCollection, field } from '../../src/model/schema.ts';
import { fittingForm, pictureLister } from '../../src/tab/picture-list.ts';

const record = (fields: object) =>
  ({ id: 'a', createdTime: '2026-01-01T00:00:00.000Z', ...fields }) as unknown as StoredRecord;
const file = (src: string, type = 'image/webp') => ({ src, type });
const collection = (fields: Parameters<typeof defineCollection>[0]['fields']) =>
  defineCollection({ name: 'things', table: 'things', fields, indexes: {} });

describe('the pictures of a record', () => {
  it('are the first of a column of which the site shows the first', () => {
    const list = pictureLister(
      collection({ image: field('image', 'photo'), images: field('attachments', 'photo') }),
    );
    const images = [file('/v1/media/a/a.webp'), file('/v1/media/b/b.webp')];
    expect(list(record({ image: images[0]!.src, images }))).toEqual([images[0]]);
  });

  it('are all pictures of a column that is declared as attachments alone, and no other files', () => {
    const list = pictureLister(collection({ files: field('attachments', 'files') }));
    const [one, text, two] = [file('/a'), file('/b', 'application/pdf'), file('/c', 'image/png')];
    expect(list(record({ files: [one, text, two] }))).toEqual([one, two]);
  });

  it('are the one that lies in an image field alone', () => {
    const list = pictureLister(collection({ face: field('image', 'face') }));
    expect(list(record({ face: '/v1/media/a/a.webp' }))).toEqual([{ src: '/v1/media/a/a.webp' }]);
  });

  it('are none while they are not mirrored yet, and none of a record that lacks the field', () => {
    const list = pictureLister(
      collection({ image: field('image', 'photo'), images: field('attachments', 'photo') }),
    );
    expect(list(record({ image: '', images: [file('')] }))).toEqual([]);
    expect(list(record({}))).toEqual([]);
  });
});

it('chooses the narrowest form that fills the screen near enough, else the widest, else the file itself', () => {
  const forms = [320, 640, 1280].map((width) => ({ width, src: `/${width}` }));
  const picture = { src: '/original', forms };
  expect(fittingForm(picture, 300)).toBe('/320');
  expect(fittingForm(picture, 660)).toBe('/640');
  expect(fittingForm(picture, 800)).toBe('/1280');
  expect(fittingForm(picture, 4000)).toBe('/1280');
  expect(fittingForm({ src: '/original' }, 800)).toBe('/original');
});
