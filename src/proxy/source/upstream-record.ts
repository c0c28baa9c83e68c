/** A record as its source gives it, not yet decoded: `fields` by the source's own column names. */
export interface UpstreamRecord {
  readonly id: string;
  readonly createdTime: string;
  readonly fields: Readonly<Record<string, unknown>>;
}
