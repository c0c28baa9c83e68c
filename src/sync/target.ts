import type { Hash } from '../model/hash.ts';
import type { NextVersion } from '../cache/cache.ts';
import type { CollectionLine, Manifest } from '../protocol/manifest.ts';
import { versionOf, type Version } from '../protocol/version.ts';
import type { Current } from '../store/layout.ts';

/** A collection that a target moves: to this root, of our shape. */
export interface Move extends CollectionLine {
  readonly name: string;
}

/** What leads to a manifest's version. */
export interface Target {
  readonly manifest: Manifest;
  /** The version that the moves lead on from; absent where they bring everything. */
  readonly from?: Version;
  /** Collections whose root differs from the kept one, in the site's order. */
  readonly moves: readonly Move[];
  /** Collections published in a shape that this build does not know: what is kept of them stays. */
  readonly unknown: readonly string[];
}

/** Our collections by name, each with the hash of its schema, in the site's order. */
export type Shapes = ReadonlyMap<string, Hash>;

/** What has to move from `current` to the manifest. Collections that the site does not declare are none of its business. */
export function targetOf(
  manifest: Manifest,
  { current, shapes }: { readonly current: Current | undefined; readonly shapes: Shapes },
): Target {
  const moves: Move[] = [];
  const unknown: string[] = [];
  for (const [name, shape] of shapes) {
    const line = Object.hasOwn(manifest.collections, name) ? manifest.collections[name] : undefined;
    if (!line) continue;
    if (line.shape !== shape) unknown.push(name);
    else if (current?.collections[name]?.root !== line.root) moves.push({ name, ...line });
  }
  const from = current && { from: versionOf(current) };
  return { manifest, moves, unknown, ...from };
}

/** What a commit of this target's version writes beside the collections. */
export function nextVersionOf({ manifest, from }: Target, committedAt: number): NextVersion {
  const { log, seq, version, publishedAt, pollAfterMs, writable, live } = manifest;
  const next = { log, seq, version, publishedAt, pollAfterMs, writable, live, committedAt };
  return from ? { ...next, from } : next;
}
