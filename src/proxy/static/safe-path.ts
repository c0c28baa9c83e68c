/**
 * True for a path that is the same file on every host: plain relative segments without control characters or anything
 * that Windows, a shell or a URL reads as something else, none of them a device's name, none hidden.
 */
export function isSafePath(path: string): boolean {
  return path.length <= MAX_LENGTH && path.split('/').every(isSafeSegment);
}

const MAX_LENGTH = 400;

function isSafeSegment(segment: string): boolean {
  if (segment.length > 120 || /^\.|[. ]$|^$/.test(segment)) return false;
  // oxlint-disable-next-line no-control-regex -- control characters are among what is refused here
  if (/[\u0000-\u001f\u007f<>:"\\|?*#%]/.test(segment)) return false;
  return !/^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i.test(segment);
}

/**
 * The first two paths that differ only in case, which would be one file on a host that ignores it; undefined where none
 * do. Names of objects are hashes: for two of them it would take some 2²⁰⁰ tries (docs/decisions).
 */
export function findCaseClash(paths: Iterable<string>): readonly [string, string] | undefined {
  const pathByFolded = new Map<string, string>();
  for (const path of paths) {
    const folded = path.normalize('NFC').toLowerCase();
    const other = pathByFolded.get(folded);
    if (other !== undefined && other !== path) return [other, path];
    pathByFolded.set(folded, path);
  }
  return undefined;
}
