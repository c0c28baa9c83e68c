import type { Hash } from '../../model/hash.ts';
import type { HistoryLine } from '../../protocol/delta.ts';
import type { Manifest } from '../../protocol/manifest.ts';
import { EMPTY_STATE, type CollectionState } from './collection-state.ts';

/** All that one publication consists of. Never changed in place: the next one is another value. */
export interface Published {
  /** Undefined before the very first publication. */
  readonly manifest: Manifest | undefined;
  readonly stateByName: ReadonlyMap<string, CollectionState>;
  /** The kept deltas, oldest first, the last one leading to the manifest. */
  readonly history: readonly HistoryLine[];
}

/** A collection as it is published; empty where it is not. */
export function stateOf({ stateByName }: Published, name: string): CollectionState {
  return stateByName.get(name) ?? EMPTY_STATE;
}

/** Every object that a reader of this publication may ask for. */
export function reachedBy(published: Published): ReadonlySet<Hash> {
  const { manifest, history } = published;
  const reached = new Set(history.map((line) => line.hash));
  if (!manifest) return reached;
  reached.add(manifest.history);
  for (const [name, line] of Object.entries(manifest.collections)) {
    const { root } = stateOf(published, name);
    reached.add(line.root);
    if (line.head !== undefined) reached.add(line.head);
    for (const hash of root.ids) reached.add(hash);
    for (const chunk of root.chunks) reached.add(chunk.hash);
    if (root.order !== undefined) reached.add(root.order);
  }
  return reached;
}
