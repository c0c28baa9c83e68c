/** A record that never leaves the device. Fields that a build does not know are kept as they are. */
export interface LocalRow {
  readonly id: string;
  /** Where it stands in the list; unique in its collection. */
  readonly position: number;
}

/**
 * A collection that is only on this device. Its changes are worked out where all tabs meet, one after the other, each
 * over what the one before has left. `change` and `tidy` are functions of their arguments alone, since they may run again.
 */
export interface LocalCollection<Row extends LocalRow = LocalRow, Change = unknown> {
  readonly name: string;
  /**
   * All rows after a change, in any order; a row that stays as it was stays the same object. Asked twice for the same
   * change it makes it once. It comes from a tab of any build, so it is looked at like anything from outside: throws
   * `SyncError` 'invalid-arguments', and nothing is changed then. `now` is in milliseconds.
   */
  change(rows: readonly Row[], change: Change, now: number): readonly Row[];
  /** What is left of the rows as time goes by; every one where it is left out. */
  tidy?(rows: readonly Row[], now: number): readonly Row[];
}
