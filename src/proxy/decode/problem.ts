/** What is wrong with a field of an upstream record. `skipped` records are not published at all. */
export interface FieldProblem {
  /** The collection's name, never the upstream's own table id (I1). */
  readonly table: string;
  readonly record: string;
  readonly field: string;
  readonly problem: string;
  readonly skipped: boolean;
}
