/** The month that Airtable counts calls in. */
export interface Month {
  /** Such as `2026-11`; later months sort after earlier ones. */
  readonly name: string;
  readonly startsAt: number;
  readonly endsAt: number;
}

/**
 * The calendar month of a moment, in UTC. Airtable documents calls 'per month' and blocks them 'until the end of the
 * month' (its mail of December 2024 on the free plan), without naming a zone; UTC is what other clients count by too.
 */
export function monthOf(atMs: number): Month {
  const at = new Date(atMs);
  const [year, month] = [at.getUTCFullYear(), at.getUTCMonth()];
  return {
    name: at.toISOString().slice(0, 7),
    startsAt: Date.UTC(year, month, 1),
    endsAt: Date.UTC(year, month + 1, 1),
  };
}

/** The month of this name. */
export function monthNamed(name: string): Month {
  return monthOf(Date.parse(`${name}-01T00:00:00Z`));
}
