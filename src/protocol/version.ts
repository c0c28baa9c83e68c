/** The protocol's number; a manifest of another one is refused as 'newer-version'. */
export const PROTOCOL = 1;

/**
 * A place in a publisher's history. Within one `log` a higher `seq` is newer; two logs cannot be compared (DESIGN §4).
 * Times order nothing (I15).
 */
export interface Version {
  readonly log: string;
  readonly seq: number;
}

/** True where both are of one log and `a` is older than `b`. */
export function isOlder(a: Version, b: Version): boolean {
  return a.log === b.log && a.seq < b.seq;
}

/** True where both name the same publication. */
export function isSameVersion(a: Version, b: Version): boolean {
  return a.log === b.log && a.seq === b.seq;
}
