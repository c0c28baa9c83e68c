import { asList, asObject, asText } from '../../protocol/check.ts';

/** Where the list lies, below the site's base: a machine that keeps nothing reads it back from the site itself. */
export const KEPT_PATH = 'v1/kept.json';

/** What a folder holds of Offprint's: everything else in it is somebody else's, and is left alone. */
export interface KeptList {
  /** Immutable files that the newest publication needs. */
  readonly current: readonly string[];
  /** Immutable files that it no longer needs, each with the time (ISO) at which the first one without it was written. */
  readonly retired: Readonly<Record<string, string>>;
  /** Pages, feeds and the other files that are written anew. */
  readonly site: readonly string[];
}

/** The list of a folder that holds nothing yet. */
export const NOTHING_KEPT: KeptList = Object.freeze({ current: [], retired: {}, site: [] });

/** Tabs and caches may live on an old publication for this long. */
const KEEP_MS = 30 * 24 * 60 * 60_000;

/**
 * The list after a publication that needs these files: what it no longer needs stays for 30 days, at most `maxFiles`
 * files in all, the longest unneeded leaving first. What is needed always stays. Pure.
 */
export function nextKept(
  before: KeptList,
  needed: { readonly current: readonly string[]; readonly site: readonly string[] },
  { nowMs, maxFiles }: { readonly nowMs: number; readonly maxFiles: number },
): KeptList {
  const isNeeded = new Set(needed.current);
  const now = new Date(nowMs).toISOString();
  const retired = [
    ...Object.entries(before.retired),
    ...before.current.map((path) => [path, now] as const),
  ]
    .filter(([path, at]) => !isNeeded.has(path) && nowMs - Date.parse(at) < KEEP_MS)
    .sort(([pathA, a], [pathB, b]) => (a === b ? (pathA < pathB ? -1 : 1) : a < b ? 1 : -1))
    .slice(0, Math.max(0, maxFiles - isNeeded.size));
  return {
    current: [...isNeeded].sort(),
    retired: Object.fromEntries(retired.sort(([a], [b]) => (a < b ? -1 : 1))),
    site: [...new Set(needed.site)].sort(),
  };
}

/**
 * Checks a parsed list; throws `SyncError('invalid-response')`. Paths that lead out of the folder are left out: a host may
 * send any, and what is listed here is removed some day.
 */
export function decodeKept(value: unknown): KeptList {
  const list = asObject(value, 'kept list');
  const pathsOf = (name: 'current' | 'site') =>
    asList(list[name], `kept.${name}`)
      .map((path) => asText(path, `kept.${name}`))
      .filter(isBelow);
  return {
    current: pathsOf('current'),
    retired: Object.fromEntries(
      Object.entries(asObject(list['retired'], 'kept.retired'))
        .filter(([path]) => isBelow(path))
        .map(([path, at]) => [path, asText(at, `kept.retired of ${path}`)]),
    ),
    site: pathsOf('site'),
  };
}

function isBelow(path: string): boolean {
  return path.split(/[\\/]/).every((segment) => !/^\.{0,2}$/.test(segment));
}
