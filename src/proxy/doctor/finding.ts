/** One thing that the doctor found; an `error` costs readers something, a `note` does not; `unknown` was not answered. */
export interface Finding {
  readonly level: 'good' | 'note' | 'unknown' | 'error';
  /** The table, and the field where it is about one. */
  readonly where: string;
  readonly what: string;
  /** What it costs, as a sentence; '' where nothing. */
  readonly cost: string;
}

/** Nothing to mend. */
export function good(where: string, what: string): Finding {
  return { level: 'good', where, what, cost: '' };
}

/** Something that readers do not notice. */
export function note(where: string, what: string, cost: string): Finding {
  return { level: 'note', where, what, cost };
}

/** Something that costs readers what `cost` says. */
export function wrong(where: string, what: string, cost: string): Finding {
  return { level: 'error', where, what, cost };
}
