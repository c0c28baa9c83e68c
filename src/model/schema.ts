import type { OrderBy } from './query.ts';
import type { RichText } from './rich-text.ts';

/**
 * A picture or file of a record: bytes lie at `src` (`/v1/media/<hash>/<name>`), '' while they are not yet mirrored and
 * where they never will be. Type, size and measures are those of what lies there, once it does.
 */
export interface Attachment {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly size: number;
  readonly width: number | null;
  readonly height: number | null;
  readonly src: string;
  /** `#rrggbb`: what the picture looks like from far away; left out where it is see-through, or no picture. */
  readonly color?: string;
  /** The same picture as WebP in other widths, narrowest first; left out where there are none. */
  readonly forms?: readonly AttachmentForm[];
}

/** A picture in one of its widths, in pixels. */
export interface AttachmentForm {
  readonly width: number;
  readonly src: string;
}

/** How a field is decoded, and what a reader gets; `from` is the upstream column. */
export interface Field<Kind extends FieldKind = FieldKind> {
  readonly kind: Kind;
  readonly from: string;
  /** A record without this value is malformed: skipped and reported, never published half. */
  readonly required?: true;
}

/** What a reader gets for each kind of field when it is present; absent ones are '', [], false or null. */
export interface ValueByKind {
  readonly text: string;
  readonly number: number | null;
  readonly checkbox: boolean;
  /** ISO 8601 date, `YYYY-MM-DD`, or ''. */
  readonly date: string;
  /** ISO 8601 instant in UTC with milliseconds, or ''. */
  readonly instant: string;
  /** Airtable's Markdown dialect, published as a tree. */
  readonly richText: RichText;
  /** Raw HTML, published as the same allow-listed tree. */
  readonly html: RichText;
  /** `src` of the first attachment, or ''. */
  readonly image: string;
  /** All attachments, in their order. */
  readonly attachments: readonly Attachment[];
  /** Public ids of linked records. */
  readonly links: readonly string[];
}
export type FieldKind = keyof ValueByKind;

/** A collection of the site: which table it comes from, its fields, and the orders that are kept ready. */
export interface Collection<
  Fields extends Record<string, Field> = Record<string, Field>,
  Indexes extends Readonly<Record<string, OrderBy>> = Readonly<Record<string, OrderBy>>,
> {
  readonly name: string;
  /** The upstream table, by name or id. */
  readonly table: string;
  /** The upstream column that holds a record's public id, where it is filled and unique; else the record id. */
  readonly key?: string;
  readonly fields: Fields;
  /** Orders that are kept as sorted lists and so cost no scan; by name. */
  readonly indexes: Indexes;
  /** One query whose answer is published as an object of its own, so that a fresh reader sees it after two requests. */
  readonly first?: {
    readonly orderBy: OrderBy;
    readonly limit: number;
    readonly select: readonly string[];
  };
  /** An upstream view whose order of records is part of the content. */
  readonly view?: string;
  /** What must be so before a record is published. */
  readonly publish?: {
    /** Only records that have this checkbox column ticked. */
    readonly checkbox?: string;
    /** Only records of this view; its order is not content. */
    readonly view?: string;
    /** Only what nobody has touched for so long, so that half-typed text does not go live; not at the very first. */
    readonly settleSeconds?: number;
  };
}

/** The record a collection's schema describes. */
export type RecordOf<C extends Collection> = {
  readonly id: string;
  readonly createdTime: string;
} & { readonly [F in keyof C['fields']]: ValueByKind[C['fields'][F]['kind']] };

/**
 * A collection with its fields and indexes kept in its type; indexes and `first` may name its own fields only, and no field
 * may take the name of what a record has besides.
 */
export function defineCollection<
  const Fields extends Record<string, Field>,
  const Indexes extends Readonly<Record<string, OrderIn<Fields>>>,
>(
  // Said here and not in `Collection`, so that any collection can stand where just a `Collection` is asked for.
  collection: Collection<Fields, Indexes> & {
    readonly fields: { readonly [name in OwnField]?: never };
    readonly first?: { readonly select: readonly (keyof Fields & string)[] };
  },
): Collection<Fields, Indexes> {
  return Object.freeze(collection);
}

/** What every record has beside its fields. */
type OwnField = 'id' | 'createdTime';

type OrderIn<Fields> = readonly (readonly [
  field: (keyof Fields & string) | OwnField,
  direction: 'asc' | 'desc',
])[];

/** A field of a kind, read from an upstream column; `'required'` makes a record without it malformed. */
export function field<const Kind extends FieldKind>(
  kind: Kind,
  from: string,
  required?: 'required',
): Field<Kind> {
  return required ? { kind, from, required: true } : { kind, from };
}
