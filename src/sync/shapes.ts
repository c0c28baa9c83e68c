import { shapeOf } from '../model/shape.ts';
import type { Collection } from '../model/schema.ts';
import type { Shapes } from './target.ts';

/** The shapes of these collections, hashed once, when they are first needed. */
export function lazyShapes(collections: readonly Collection[]): () => Promise<Shapes> {
  let shapes: Promise<Shapes> | undefined;
  return () => (shapes ??= shapesOf(collections));
}

async function shapesOf(collections: readonly Collection[]): Promise<Shapes> {
  return new Map(
    await Promise.all(collections.map(async (one) => [one.name, await shapeOf(one)] as const)),
  );
}
