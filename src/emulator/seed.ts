/** The kinds of field the emulator knows; the words are Airtable's own. */
export type SeedFieldType =
  | 'singleLineText'
  | 'multilineText'
  | 'richText'
  | 'number'
  | 'autoNumber'
  | 'date'
  | 'dateTime'
  | 'checkbox'
  | 'singleSelect'
  | 'multipleSelects'
  | 'multipleAttachments'
  | 'multipleRecordLinks'
  | 'url'
  | 'email'
  | 'phoneNumber'
  | 'percent'
  | 'currency'
  | 'duration'
  | 'rating'
  | 'formula'
  | 'rollup'
  | 'multipleLookupValues'
  | 'count'
  | 'createdTime'
  | 'lastModifiedTime';

/** One choice of a select field. `color` is one of Airtable's colour words, such as `blueLight2`. */
export interface SeedChoice {
  readonly id: string;
  readonly name: string;
  readonly color?: string;
}

/**
 * What a field's type needs to be complete, as Airtable's metadata states it. Selects have `choices`;
 * links have `linkedTableId` and, where the other table shows the link too, `inverseLinkFieldId`. Formulas have
 * `formula`; lookups and rollups `recordLinkFieldId` and `fieldIdInLinkedTable`, a rollup also `formula` over
 * `values`; a count has `recordLinkFieldId`; a time of change may name its fields in `referencedFieldIds`.
 */
export interface SeedFieldOptions {
  readonly choices?: readonly SeedChoice[];
  readonly linkedTableId?: string;
  readonly inverseLinkFieldId?: string;
  readonly prefersSingleRecordLink?: boolean;
  readonly isReversed?: boolean;
  readonly formula?: string;
  readonly recordLinkFieldId?: string;
  readonly fieldIdInLinkedTable?: string;
  readonly referencedFieldIds?: readonly string[];
  readonly [option: string]: unknown;
}

/** One field of a table. `id` is `fld` and 14 letters or digits; `name` may hold anything. */
export interface SeedField {
  readonly id: string;
  readonly name: string;
  readonly type: SeedFieldType;
  readonly description?: string;
  readonly options?: SeedFieldOptions;
}

/**
 * One attached file. `file` says where its bytes are: an absolute path, a `file:` address, or a `data:` address
 * that holds them. `width` and `height` are in pixels and belong to pictures; `size` is in bytes.
 */
export interface SeedAttachment {
  readonly id: string;
  readonly filename: string;
  readonly type: string;
  readonly width?: number;
  readonly height?: number;
  readonly size: number;
  readonly file: string;
  /** Its bytes are still to be fetched from the http address in `file`. */
  readonly isPending?: true;
}

/**
 * One record. `fields` is keyed by field NAME and leaves empty cells out; a select is its choice's name, a link
 * a list of record ids, an attachment cell a list of `SeedAttachment`. `createdTime` is ISO 8601 in whole seconds.
 */
export interface SeedRecord {
  readonly id: string;
  readonly createdTime: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

/**
 * One view: the records its filter (a formula) keeps, in its sort or, without one, in the order of the grid. A view
 * hides fields from people only; the Web API answers all of them.
 */
export interface SeedView {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly filter?: string;
  readonly sort?: readonly { readonly field: string; readonly direction?: 'asc' | 'desc' }[];
  readonly visibleFieldIds?: readonly string[];
}

/** One table; its records are in the order in which a person sees them in the grid. */
export interface SeedTable {
  readonly id: string;
  readonly name: string;
  readonly primaryFieldId: string;
  readonly fields: readonly SeedField[];
  /** Without any, one grid view of everything. */
  readonly views?: readonly SeedView[];
  readonly records: readonly SeedRecord[];
}

/** A whole base, and the tokens that may read and write it. */
export interface SeedBase {
  readonly id: string;
  readonly name: string;
  readonly tokens: readonly string[];
  readonly tables: readonly SeedTable[];
}
