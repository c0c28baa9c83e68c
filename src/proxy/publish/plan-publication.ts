import { canonicalJson } from '../../model/canonical.ts';
import type { Hash } from '../../model/hash.ts';
import type { JsonValue } from '../../model/record.ts';
import type { Collection } from '../../model/schema.ts';
import type { CollectionLine, Manifest } from '../../protocol/manifest.ts';
import { stepCollection, type CollectionChange, type Step } from './collection-state.ts';
import { stateOf, type Published } from './published.ts';

/** What is to be published: a step for each collection whose records change, and the manifest's lines afterwards. */
export interface PublicationPlan {
  readonly stepByName: ReadonlyMap<string, Step>;
  readonly lines: Manifest['collections'];
}

/** The site's collections, each with the hash of its schema. */
export interface Shapes {
  readonly collections: readonly Collection[];
  readonly shapeByName: ReadonlyMap<string, Hash>;
  /** Whether changes are taken at present; that this differs from what the manifest says is news too. */
  readonly isWritable?: boolean;
  /** The names of the live feeds there are; likewise. */
  readonly live?: readonly string[];
}

/** Plans a publication of these changes; undefined where they change nothing (I12). Pure. */
export function planPublication(
  published: Published,
  changes: ReadonlyMap<string, CollectionChange>,
  shapes: Shapes,
): PublicationPlan | undefined {
  const { manifest } = published;
  const stepByName = new Map<string, Step>();
  const lines: Record<string, CollectionLine> = {};
  for (const collection of shapes.collections) {
    const { name } = collection;
    const before = stateOf(published, name);
    const change = changes.get(name);
    const step = change && stepCollection(collection, before, change);
    if (step) stepByName.set(name, step);
    const line = change
      ? lineOf(step?.state ?? before, shapes.shapeByName.get(name)!)
      : // No sweep has reached it in this run: it stands as it was, under the shape it was decoded with.
        manifest?.collections[name];
    if (line) lines[name] = line;
  }
  if (Object.keys(lines).length === 0) return undefined;
  return isNews(manifest, lines, shapes) ? { stepByName, lines } : undefined;
}

/**
 * True where a delta can lead from the last publication to the planned one: the same collections under the same
 * shapes, each changed one starting from exactly the root that was published.
 */
export function isContinuous(
  published: Published,
  { stepByName, lines }: PublicationPlan,
): boolean {
  const before = published.manifest?.collections ?? {};
  if (!isSame(Object.keys(before).sort(), Object.keys(lines).sort())) return false;
  return Object.entries(lines).every(([name, line]) => {
    const from = stepByName.has(name) ? stateOf(published, name).rootHash : line.root;
    return before[name]!.shape === line.shape && before[name]!.root === from;
  });
}

function isNews(
  manifest: Manifest | undefined,
  lines: Manifest['collections'],
  { isWritable = manifest?.writable, live = manifest?.live }: Shapes,
): boolean {
  if (!manifest || manifest.writable !== isWritable) return true;
  return !isSame([manifest.collections, manifest.live], [lines, live]);
}

function lineOf({ rootHash, root, head }: Step['state'], shape: Hash): CollectionLine {
  return { root: rootHash, count: root.count, shape, ...(head === undefined ? {} : { head }) };
}

function isSame(a: unknown, b: unknown): boolean {
  return canonicalJson(a as JsonValue) === canonicalJson(b as JsonValue);
}
