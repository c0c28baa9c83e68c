import { expect, test } from 'vitest';
import { readPublishOptions } from '../../../src/proxy/static/publish-options.ts';

test('a folder is enough; it is also where the publication before is looked for', () => {
  expect(readPublishOptions(['--out', 'site'])).toEqual({
    out: 'site',
    base: '/',
    from: 'site',
    watch: false,
  });
  const all = ['--out', 'site', '--base', '/magazine/', '--from', 'https://x.test', '--watch'];
  expect(readPublishOptions(all)).toEqual({
    out: 'site',
    base: '/magazine/',
    from: 'https://x.test',
    watch: true,
  });
});

test('a wrong command line is answered in one sentence that says how it goes', () => {
  expect(() => readPublishOptions([])).toThrow('--out is missing');
  expect(() => readPublishOptions(['--out'])).toThrow('npm run publish -- --out DIR');
  expect(() => readPublishOptions(['--out', 'x', '--what'])).toThrow(
    'npm run publish -- --out DIR',
  );
  for (const base of ['magazine', '/magazine', 'magazine/', '/a b/', '//', '/"/'])
    expect(() => readPublishOptions(['--out', 'x', '--base', base]), base).toThrow(
      'it begins and ends with a slash',
    );
});
