import type { Accessor } from 'solid-js';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { defineCollection, field } from '../../src/model/schema.ts';
import { articles, contents, products, reviews } from '../../src/site/collections.ts';
import { createAllBy } from '../../src/tab/create-all-by.ts';
import { createMany } from '../../src/tab/create-many.ts';
import type { ByOf } from '../../src/tab/live.ts';
import { createAll, createOne } from '../../src/tab/solid.tsx';

/** Compiled, never run: a live query outside a provider throws. */
const compiled = (use: () => unknown) => expect(use).toBeTypeOf('function');
const id: Accessor<string> = () => 'recA';

describe('the types of live queries', () => {
  it('[B60] give the record of the collection', () => {
    compiled(() => {
      expectTypeOf(createOne(products, id).record).toExtend<{ name: string } | undefined>();
      expectTypeOf(createAllBy(reviews, () => ({ product: 'p' })).rows[0]!.score).toEqualTypeOf<
        number | null
      >();
      expectTypeOf(createMany(products, () => ['p']).rows[0]!.name).toEqualTypeOf<string>();
    });
  });

  it('[B97] refuse a field that no index begins with', () => {
    expectTypeOf<ByOf<typeof reviews>>().toEqualTypeOf<
      { readonly product: string } | { readonly insertedAt: string }
    >();
    expectTypeOf<ByOf<typeof contents>>().toEqualTypeOf<{ readonly position: number | null }>();
    expect(Object.keys(contents.indexes)).toEqual(['position']);
    compiled(() => {
      // @ts-expect-error `author` is a field, but no index begins with it.
      createAllBy(reviews, () => ({ author: 'Ada' }));
      // @ts-expect-error The value is of another type than the field.
      createAllBy(reviews, () => ({ product: 1 }));
    });
  });

  it('[B72] refuse an unknown field in order, filter and selection', () => {
    compiled(() => {
      createAll(articles, () => ({ orderBy: [['publishedAt', 'desc']], select: ['title'] }));
      // @ts-expect-error There is no such field.
      createAll(articles, () => ({ orderBy: [['published', 'desc']] }));
      // @ts-expect-error There is no such field.
      createAll(articles, () => ({ where: { name: 'x' } }));
      // @ts-expect-error There is no such field.
      createAll(articles, () => ({ select: ['name'] }));
    });
  });

  it('[B75] refuse an id that is no text', () => {
    compiled(() => {
      // @ts-expect-error Ids are texts.
      createOne(products, () => 7);
      // @ts-expect-error Ids are texts.
      createMany(products, () => [7]);
    });
  });

  it('refuse an index over a field that the collection has not', () => {
    const made = () =>
      defineCollection({
        name: 'things',
        table: 'things',
        fields: { title: field('text', 'title') },
        // @ts-expect-error There is no field `name`.
        indexes: { byName: [['name', 'asc']] },
      });
    expect(made().name).toBe('things');
  });
});
