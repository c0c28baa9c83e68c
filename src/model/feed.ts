/** What a reader gets for each kind of field of a feed. */
export interface FeedValueByKind {
  readonly text: string;
  /** Finite. */
  readonly number: number;
  /** ISO 8601 instant in UTC, or ''. */
  readonly instant: string;
  /** An `http:` or `https:` address, or ''. */
  readonly url: string;
}
export type FeedKind = keyof FeedValueByKind;

/** A live feed of the site: its value is a list of entries, each with these fields. */
export interface Feed<Fields extends FeedFields = FeedFields> {
  /** Up to 40 lower-case letters, digits and hyphens, a letter first: it is part of an address. */
  readonly name: string;
  /** Which of the server's sources brings it, such as `github`. */
  readonly from: string;
  /** Where that source reads it, for one that reads what it is told; it is no secret. */
  readonly address?: string;
  readonly fields: Fields;
}
export type FeedFields = Readonly<Record<string, FeedKind>>;

/** One entry, as the feed's schema describes it. */
export type EntryOf<F extends Feed> = {
  readonly [Field in keyof F['fields']]: FeedValueByKind[F['fields'][Field]];
};

/** A feed with its fields kept in its type. */
export function defineFeed<const Fields extends FeedFields>(feed: Feed<Fields>): Feed<Fields> {
  return Object.freeze(feed);
}

/**
 * The entries of a value that has come from elsewhere: its own fields and no others. An entry that lacks one, or has it in
 * another kind, is left out, so that a page never meets an address that is a script, nor a number that is none.
 */
export function entriesOf<F extends Feed>({ fields }: F, value: unknown): readonly EntryOf<F>[] {
  if (!Array.isArray(value)) return [];
  const names = Object.keys(fields);
  return value.flatMap((entry: Readonly<Record<string, unknown>> | null) => {
    if (!names.every((name) => IS[fields[name]!](entry?.[name]))) return [];
    return [Object.fromEntries(names.map((name) => [name, entry![name]])) as EntryOf<F>];
  });
}

const IS: Readonly<Record<FeedKind, (value: unknown) => boolean>> = {
  text: isText,
  number: Number.isFinite,
  instant: (value) =>
    value === '' || (isText(value) && value.endsWith('Z') && Date.parse(value) >= 0),
  url: (value) => value === '' || (isText(value) && /^https?:/.test(value) && URL.canParse(value)),
};

function isText(value: unknown): value is string {
  return typeof value === 'string';
}
