import { existsSync, globSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '..');
const read = (path: string) => readFileSync(resolve(root, path), 'utf8');
const rules = [...read('docs/spec.md').matchAll(/^\| ([A-Z]\d+) \| .+ \| (`test\/.+`) \|$/gm)];

describe('the rules of docs/spec.md', () => {
  it('have each an id of their own', () => {
    const ids = rules.map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.length).toBeGreaterThan(90);
  });

  it('name tests that exist', () => {
    const named = rules.flatMap(([, id, files]) =>
      [...files!.matchAll(/`([^`]+)`/g)].map(([, file]) => ({ id, file: file! })),
    );
    expect(named.filter(({ file }) => !existsSync(resolve(root, file)))).toEqual([]);
  });
});

describe('the ids in names of tests', () => {
  it('are explained, each in one place', () => {
    const [promises, faults, behaviours, figures] = read('docs/ids.md').split(/^## /m).slice(1);
    const explained = [
      ...rowsOf(promises!).map((id) => `promise ${id}`),
      ...rowsOf(faults!).map((id) => `fault ${id}`),
      ...rowsOf(figures!).map((id) => `figure ${id}`),
      ...rowsOf(behaviours!),
      ...rules.map(([, id]) => id!),
      ...[...read('ARCHITECTURE.md').matchAll(/^ (I\d+) /gm)].map(([, id]) => id!),
    ];
    expect(new Set(explained).size).toBe(explained.length);
    const named = globSync('test/**/*.{ts,tsx}', { cwd: root }).flatMap((file) =>
      [...read(file).matchAll(/\[((?:[a-z]+ )?[A-Z]\d+)\]/g)].map(([, id]) =>
        id!.replace(/^invariant /, ''),
      ),
    );
    expect(new Set(named).size).toBeGreaterThan(150);
    expect([...new Set(named)].filter((id) => !explained.includes(id))).toEqual([]);
  });
});

/** The ids of a section's table. */
function rowsOf(section: string): readonly string[] {
  return [...section.matchAll(/^\| ([A-Z]\d+) \|/gm)].map(([, id]) => id!);
}
