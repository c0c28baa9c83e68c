import type { Collection } from '../model/schema.ts';
import { ConfigError } from './env-reader.ts';

/**
 * Throws a `ConfigError` with a line for each thing that is wrong with a site's collections. The compiler would say most
 * of it, but nothing has to be compiled before a start; and what goes unnoticed here is taken for a change upstream.
 */
export function checkCollections(collections: readonly Collection[]): void {
  const names = collections.map(({ name }) => name);
  const twice = names.filter((name, i) => names.indexOf(name) < i);
  const problems = [
    ...[...new Set(twice)].map((name) => `"${name}": two collections have this name`),
    ...collections.flatMap((collection) =>
      problemsOf(collection).map((problem) => `"${collection.name}": ${problem}`),
    ),
  ];
  if (problems.length === 0) return;
  throw new ConfigError(problems.map((problem) => `src/site/collections.ts, ${problem}`));
}

function problemsOf({ fields, indexes, first, view }: Collection): readonly string[] {
  const isField = (name: string) => OWN_FIELDS.includes(name) || Object.hasOwn(fields, name);
  const unknown = (where: string, names: readonly string[]) =>
    names
      .filter((name) => !isField(name))
      .map((name) => `${where} names "${name}", which is no field of it`);
  return [
    ...OWN_FIELDS.filter((name) => Object.hasOwn(fields, name)).map(
      (name) => `no field may be called "${name}", which every record has of its own`,
    ),
    ...Object.keys(indexes)
      .filter((name) => name.startsWith('#') || name === VIEW)
      .map((name) => `no index may be called "${name}"`),
    ...Object.entries(indexes).flatMap(([name, order]) =>
      unknown(
        `the index "${name}"`,
        order.map(([field]) => field),
      ),
    ),
    ...unknown(
      'first.orderBy',
      (first?.orderBy ?? []).map(([field]) => field).filter((name) => !(view && name === VIEW)),
    ),
    ...unknown('first.select', first?.select ?? []),
  ];
}

const OWN_FIELDS: readonly string[] = ['id', 'createdTime'];

/** The order of an upstream view, which stands in no field (store/layout.ts). */
const VIEW = 'view';
