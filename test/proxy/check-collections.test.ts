import { describe, expect, it } from 'vitest';
import { defineCollection, field, type Collection } from '../../src/model/schema.ts';
import { checkCollections } from '../../src/proxy/check-collections.ts';
import type { ConfigError } from '../../src/proxy/env-reader.ts';
import { collections } from '../../src/site/collections.ts';

const tools = defineCollection({
  name: 'tools',
  table: 'Tools',
  fields: { name: field('text', 'Name') },
  indexes: { byName: [['name', 'asc']], byAge: [['createdTime', 'desc']] },
});
const problemsOf = (...all: readonly Collection[]) => {
  try {
    checkCollections(all);
    return [];
  } catch (error) {
    return (error as ConfigError).problems;
  }
};

describe('a site’s collections', () => {
  it('are taken as they are where they can stand beside each other', () => {
    expect(problemsOf(...collections)).toEqual([]);
    const view = { orderBy: [['view', 'asc']], limit: 1, select: ['name'] } as const;
    expect(problemsOf({ ...tools, view: 'Shelf', first: view })).toEqual([]);
  });

  it('are refused where two have one name', () => {
    expect(problemsOf(tools, { ...tools, table: 'Hours' }, tools)).toEqual([
      'src/site/collections.ts, "tools": two collections have this name',
    ]);
  });

  it('are refused where a field has the name of what every record has, which would be taken for its id', () => {
    const fields = {
      id: field('text', 'Name'),
      createdTime: field('text', 'Made'),
      ...tools.fields,
    };
    expect(problemsOf({ ...tools, fields })).toEqual([
      'src/site/collections.ts, "tools": no field may be called "id", which every record has of its own',
      'src/site/collections.ts, "tools": no field may be called "createdTime", which every record has of its own',
    ]);
    const name = 'tools';
    const table = 'Tools';
    // @ts-expect-error -- the compiler says so too
    defineCollection({ name, table, fields: { id: field('text', 'Name') }, indexes: {} });
  });

  it('are refused where an order or a head names what is no field', () => {
    const indexes = { byName: [['nane', 'asc']], view: [['name', 'asc']] } as const;
    const first = { orderBy: [['view', 'asc']], limit: 1, select: ['names'] } as const;
    expect(problemsOf({ ...tools, indexes, first })).toEqual([
      'src/site/collections.ts, "tools": no index may be called "view"',
      'src/site/collections.ts, "tools": the index "byName" names "nane", which is no field of it',
      'src/site/collections.ts, "tools": first.orderBy names "view", which is no field of it',
      'src/site/collections.ts, "tools": first.select names "names", which is no field of it',
    ]);
  });
});
