import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { whatHappens } from '../../src/site/what-happens.ts';

const readme = readFileSync(join(import.meta.dirname, '../../README.md'), 'utf8');
const [, section = ''] = /## What happens when…\n+([\s\S]*?)\n\n/.exec(readme) ?? [];
/** In the README apostrophes are straight. */
const line = (...cells: readonly string[]) => `| ${cells.join(' | ')} |`.replaceAll('’', "'");

it.each(whatHappens)('$when: the README says what the site says', ({ when, sees, underneath }) => {
  expect(section.split('\n')).toContain(line(when, sees, underneath));
});

it('the README tells of nothing that the site does not', () => {
  expect(section.split('\n').slice(2)).toHaveLength(whatHappens.length);
});
