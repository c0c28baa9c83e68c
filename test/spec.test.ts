import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '..');
const spec = readFileSync(resolve(root, 'docs/spec.md'), 'utf8');
const rules = [...spec.matchAll(/^\| ([A-Z]\d+) \| .+ \| `(test\/[^`]+)` \|$/gm)];

describe('the rules of docs/spec.md', () => {
  it('have each an id of their own', () => {
    const ids = rules.map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.length).toBeGreaterThan(30);
  });

  it('name a test that exists', () => {
    const missing = rules.filter(([, , file]) => !existsSync(resolve(root, file!)));
    expect(missing.map(([, id, file]) => `${id} ${file}`)).toEqual([]);
  });
});
