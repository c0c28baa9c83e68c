import { canonicalJson } from '../../model/canonical.ts';
import type { Hash } from '../../model/hash.ts';
import type { JsonValue } from '../../model/record.ts';
import type { CollectionDelta, Delta, HistoryLine } from '../../protocol/delta.ts';
import { INLINE_DELTA_BYTES, type Manifest } from '../../protocol/manifest.ts';
import { MAX_OBJECT_BYTES } from '../../protocol/paths.ts';
import { PROTOCOL, type Version } from '../../protocol/version.ts';
import { hashTextSync } from '../objects/hash-sync.ts';
import { isContinuous, type PublicationPlan } from './plan-publication.ts';
import type { Published } from './published.ts';

/** A reader that slept through more than this many publications compares roots, which is then cheaper anyway. */
export const KEPT_DELTAS = 100;

/** What the next manifest says besides its content. */
export interface ManifestFacts extends Version {
  readonly publishedAt: string;
  readonly pollAfterMs: number;
  readonly writable: boolean;
  readonly live?: readonly string[];
}

/** The planned publication with its number, and every object it needs on disk before its manifest may be written. */
export function drawManifest(
  before: Published,
  plan: PublicationPlan,
  facts: ManifestFacts,
): {
  readonly published: Published & { readonly manifest: Manifest };
  readonly objects: ReadonlyMap<Hash, string>;
  /** Those that every reader asks for as soon as the manifest shows: heads, the delta, the history. */
  readonly urgent: ReadonlySet<Hash>;
} {
  const objects = new Map([...plan.stepByName.values()].flatMap((step) => [...step.objects]));
  const urgent = new Set(Object.values(plan.lines).flatMap(({ head }) => head ?? []));
  const keep = (value: unknown, maxBytes = Infinity) => {
    const text = canonicalJson(value as JsonValue);
    const bytes = Buffer.byteLength(text);
    if (bytes > maxBytes) return undefined;
    const hash = hashTextSync(text);
    objects.set(hash, text);
    urgent.add(hash);
    return { hash, bytes };
  };
  const delta = deltaOf(before, plan, facts);
  // A reader refuses a larger object (fault N16); without a delta it compares roots, and the records come in chunks.
  const kept = delta && keep(delta, MAX_OBJECT_BYTES);
  // A gap in the chain makes what came before it useless: no reader could go on from there.
  const history: readonly HistoryLine[] =
    delta && kept
      ? [...before.history, { from: delta.from, to: delta.to, ...kept }].slice(-KEPT_DELTAS)
      : [];
  const rootByName = Object.fromEntries(
    Object.entries(plan.lines).map(([name, line]) => [name, line.root]),
  );
  const manifest: Manifest = {
    protocol: PROTOCOL,
    ...facts,
    version: hashTextSync(canonicalJson(rootByName)),
    collections: plan.lines,
    ...(delta &&
      kept &&
      (kept.bytes <= INLINE_DELTA_BYTES ? { delta } : { newest: history.at(-1)! })),
    history: keep({ deltas: history })!.hash,
    live: facts.live ?? [],
  };
  const stateByName = new Map(before.stateByName);
  for (const [name, step] of plan.stepByName) stateByName.set(name, step.state);
  return { published: { manifest, stateByName, history }, objects, urgent };
}

/** The way from the last publication to this one; undefined where there is none within this log. */
function deltaOf(
  before: Published,
  plan: PublicationPlan,
  { log, seq }: Version,
): Delta | undefined {
  if (before.manifest?.log !== log || !isContinuous(before, plan)) return undefined;
  const collections: Record<string, CollectionDelta> = {};
  for (const [name, step] of plan.stepByName) collections[name] = step.delta;
  return { log, from: before.manifest.seq, to: seq, collections };
}
