import { isHash, type Hash } from '../../model/hash.ts';
import type { Entry } from '../publish/entry.ts';

/** The files that published records name, by their hashes. Requests are answered while it looks. */
export async function reachedMedia(
  collections: readonly { readonly entries: readonly Entry[] }[],
): Promise<ReadonlySet<Hash>> {
  const reached = new Set<Hash>();
  for (const { entries } of collections) {
    for (const [i, { text }] of entries.entries()) {
      for (const hash of hashesIn(text)) reached.add(hash);
      if (i % 500 === 499) await new Promise((resolve) => setImmediate(resolve));
    }
  }
  return reached;
}

function hashesIn(text: string): readonly Hash[] {
  return [...text.matchAll(/\/v1\/media\/([\w-]{43})\//g)].flatMap(([, hash]) =>
    isHash(hash) ? [hash] : [],
  );
}
