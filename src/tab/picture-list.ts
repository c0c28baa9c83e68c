import type { StoredRecord } from '../model/record.ts';
import type { Attachment, Collection } from '../model/schema.ts';

/** A picture of a record: where it lies, and in which other widths. */
export type ListedPicture = Pick<Attachment, 'src' | 'forms'>;

/**
 * The pictures that a site shows of a collection's records, as its schema says: of a column that is declared as an
 * `image` the first one, of one that is declared as `attachments` alone every one that is a picture.
 */
export function pictureLister(
  collection: Collection,
): (record: StoredRecord) => readonly ListedPicture[] {
  const fields = Object.entries(collection.fields);
  const shownFirst = new Set(
    fields.filter(([, { kind }]) => kind === 'image').map(([, { from }]) => from),
  );
  const attachments = fields.filter(([, { kind }]) => kind === 'attachments');
  const alone = fields.filter(
    ([, { kind, from }]) => kind === 'image' && !attachments.some(([, one]) => one.from === from),
  );
  return (record) => [
    ...attachments.flatMap(([name, { from }]) => {
      const all = ((record[name] ?? []) as unknown as readonly Attachment[]).filter(
        ({ type, src }) => src !== '' && type.startsWith('image/'),
      );
      return shownFirst.has(from) ? all.slice(0, 1) : all;
    }),
    ...alone.map(([name]) => ({ src: (record[name] ?? '') as string })).filter(({ src }) => src),
  ];
}

/** The narrowest form that fills this many pixels, near enough; else the widest. */
export function fittingForm({ src, forms = [] }: ListedPicture, pixels: number): string {
  return (forms.find(({ width }) => width >= pixels * NEAR) ?? forms.at(-1))?.src ?? src;
}

/** A form a tenth too narrow costs half the bytes of the next one, and nobody sees it. */
const NEAR = 0.9;
