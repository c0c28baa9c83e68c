/** A time as Airtable states record times: ISO 8601, cut to whole seconds. */
export function wholeSecond(atMs: number): string {
  return new Date(Math.floor(atMs / 1000) * 1000).toISOString();
}
