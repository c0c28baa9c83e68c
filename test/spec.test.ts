import { existsSync, globSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '..');
const read = (path: string) => readFileSync(resolve(root, path), 'utf8');
const rules = [...read('docs/spec.md').matchAll(/^\| ([A-Z]\d+) \| .+ \| (`test\/.+`) \|$/gm)].map(
  ([, id, files]) => ({
    id: id!,
    files: [...files!.matchAll(/`([^`]+)`/g)].map(([, file]) => file!),
  }),
);

describe('the rules of docs/spec.md', () => {
  it('have each an id of their own, and a test', () => {
    const ids = rules.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.length).toBeGreaterThan(90);
    expect(ids).toEqual(rowsOf(read('docs/spec.md')));
  });

  it('are proven by a test that names them, in each of the files beside them', () => {
    const unnamed = rules.flatMap(({ id, files }) =>
      files
        .filter((file) => !existsSync(resolve(root, file)) || !idsLeading(read(file)).includes(id))
        .map((file) => `${id} ${file}`),
    );
    expect(unnamed).toEqual([]);
  });
});

describe('the ids in names of tests', () => {
  it('are explained, each in one place', () => {
    const [promises, faults, behaviours, figures] = read('docs/ids.md').split(/^## /m).slice(1);
    const explained = [
      ...rowsOf(promises!).map((id) => `promise ${id}`),
      ...rowsOf(faults!).map((id) => `fault ${id}`),
      ...rowsOf(figures!).map((id) => `figure ${id}`),
      ...[...read('ARCHITECTURE.md').matchAll(/^ (I\d+) /gm)].map(([, id]) => `invariant ${id}`),
      ...rowsOf(behaviours!),
      ...rules.map(({ id }) => id),
    ];
    expect(new Set(explained).size).toBe(explained.length);
    const named = globSync('test/**/*.{ts,tsx}', { cwd: root }).flatMap((file) =>
      idsIn(read(file)),
    );
    expect(new Set(named).size).toBeGreaterThan(250);
    expect([...new Set(named)].filter((id) => !explained.includes(id))).toEqual([]);
  });
});

/** The ids with which names of tests begin: comments and sentences that mention one do not count. */
function idsLeading(source: string): readonly string[] {
  return [...source.matchAll(/['"`]((?:\[[a-z]* ?[A-Z]\d+\] ?)+)/g)].flatMap(([, ids]) =>
    idsIn(ids!),
  );
}

function idsIn(text: string): readonly string[] {
  return [...text.matchAll(/\[((?:[a-z]+ )?[A-Z]\d+)\]/g)].map(([, id]) => id!);
}

/** The ids of a section's table. */
function rowsOf(section: string): readonly string[] {
  return [...section.matchAll(/^\| ([A-Z]\d+) \|/gm)].map(([, id]) => id!);
}
