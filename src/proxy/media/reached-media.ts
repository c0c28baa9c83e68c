import { isHash, type Hash } from '../../model/hash.ts';
import { unpackSegment, type Segment } from '../publish/segments.ts';

/** The files that published records name, by their hashes. Requests are answered while it looks. */
export async function reachedMedia(
  collections: readonly { readonly segments: readonly Segment[] }[],
): Promise<ReadonlySet<Hash>> {
  const reached = new Set<Hash>();
  for (const segment of collections.flatMap(({ segments }) => segments)) {
    for (const { text } of unpackSegment(segment)) {
      for (const hash of hashesIn(text)) reached.add(hash);
    }
    await new Promise((resolve) => setImmediate(resolve));
  }
  return reached;
}

function hashesIn(text: string): readonly Hash[] {
  return [...text.matchAll(/\/v1\/media\/([\w-]{43})\//g)].flatMap(([, hash]) =>
    isHash(hash) ? [hash] : [],
  );
}
