import { expect, test } from 'vitest';
import { newestLine } from '../../vite-plugin-release-news.ts';

test('the newest line of a changelog is the first below its first heading, in one line', () => {
  const changelog = `# Changelog

What a person can notice.

## Unreleased

- Pictures came
  faster.
- An older line.

## 0.1

- The first.
`;
  expect(newestLine(changelog)).toBe('Pictures came faster.');
});

test('a changelog without entries has no news, nor has one that is not there', () => {
  expect(newestLine('# Changelog\n\n- Not below a heading.\n')).toBe('');
  expect(newestLine('')).toBe('');
});
