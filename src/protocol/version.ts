/** The protocol's number; a manifest of another one is refused as 'newer-version'. */
export const PROTOCOL = 1;

/**
 * A place in a publisher's history. Within one `log` a higher `seq` is newer; two logs cannot be compared.
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

/**
 * What one read saw: a version, and the changes pending over it. `overlay` is another number whenever these read
 * otherwise, 0 where it is left out; it tells what to read again, and orders nothing.
 */
export interface Place extends Version {
  readonly overlay?: number;
}

/** True where both read alike; where there is none, nothing does. */
export function isSamePlace(a: Place | undefined, b: Place | undefined): boolean {
  return (
    a !== undefined &&
    b !== undefined &&
    isSameVersion(a, b) &&
    (a.overlay ?? 0) === (b.overlay ?? 0)
  );
}

/** The version alone, of something that has one. */
export function versionOf({ log, seq }: Version): Version {
  return { log, seq };
}

/** The place alone, of something that has one. */
export function placeOf({ log, seq, overlay }: Place): Place {
  return overlay ? { log, seq, overlay } : { log, seq };
}
