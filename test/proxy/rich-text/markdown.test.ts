import { afterAll, describe, expect, test } from 'vitest';
import type { RichText } from '../../../src/model/rich-text.ts';
import { createRenderer } from '../../../src/proxy/rich-text/renderer.ts';

const renderer = createRenderer();
afterAll(renderer.close);

describe('[B56] Airtable’s Markdown', () => {
  test.each<[what: string, source: string, tree: RichText]>([
    ['nothing', '\n', []],
    ['a paragraph, its trailing newline trimmed', 'Hello\n', [['p', 'Hello']]],
    [
      'marks',
      '*i* _i_ **b** __b__ ~~s~~ `c`',
      [
        [
          'p',
          ['em', 'i'],
          ' ',
          ['em', 'i'],
          ' ',
          ['strong', 'b'],
          ' ',
          ['strong', 'b'],
          ' ',
          ['del', 's'],
          ' ',
          ['code', 'c'],
        ],
      ],
    ],
    ['escapes', '\\*not em\\*', [['p', '*not em*']]],
    [
      'headings, one level below the page’s own',
      '# One\n## Two\n### Three\n',
      [
        ['h2', { id: 's-one' }, 'One'],
        ['h2', { id: 's-two' }, 'Two'],
        ['h3', { id: 's-three' }, 'Three'],
      ],
    ],
    [
      'headings of the same words',
      '# A b!\n# A b\n',
      [
        ['h2', { id: 's-a-b' }, 'A b!'],
        ['h2', { id: 's-a-b-2' }, 'A b'],
      ],
    ],
    [
      'a long heading whose id is cut between two characters, not within one',
      `# ${'a'.repeat(59)}𠮷𠮷\n`,
      [['h2', { id: `s-${'a'.repeat(59)}` }, `${'a'.repeat(59)}𠮷𠮷`]],
    ],
    [
      'no headings without words',
      '## \n# &nbsp;\n### Named\n',
      [['h3', { id: 's-named' }, 'Named']],
    ],
    ['no underlined headings', 'Text\n---\n', [['p', 'Text'], ['hr']]],
    ['a link', '[t](https://a.test/b)', [['p', ['a', { href: 'https://a.test/b' }, 't']]]],
    [
      'a bare address',
      'see https://a.test/b.',
      [['p', 'see ', ['a', { href: 'https://a.test/b' }, 'https://a.test/b'], '.']],
    ],
    [
      'bare tasks, which other renderers miss',
      '[x] done\n[ ] open\n',
      [['ul', ['li', { 'data-task': 'done' }, 'done'], ['li', { 'data-task': 'open' }, 'open']]],
    ],
    [
      'lists nested by four spaces',
      '1. a\n    - b\n2. c\n',
      [['ol', ['li', 'a', ['ul', ['li', 'b']]], ['li', 'c']]],
    ],
    ['a list that starts elsewhere', '3. c\n', [['ol', { start: '3' }, ['li', 'c']]]],
    ['a quote', '> q\n', [['blockquote', ['p', 'q']]]],
    [
      'a fence whose text begins on its line',
      '```let a = 1\nlet b\n```\n',
      [['pre', ['code', 'let a = 1\nlet b\n']]],
    ],
    [
      'a fence with a language',
      '```js\nlet a\n```\n',
      [['pre', ['code', { 'data-language': 'js' }, 'let a\n']]],
    ],
    ['a task inside a fence, which is code', '```\n[x] no\n```\n', [['pre', ['code', '[x] no\n']]]],
    [
      'mentions as the names in them',
      'by <airtable:mention id="menX">@Ann</airtable:mention>',
      [['p', 'by @Ann']],
    ],
    ['raw HTML as text', '<b>x</b> <script>y</script>', [['p', '<b>x</b> <script>y</script>']]],
    [
      'images as text and link',
      '![alt](https://a.test/p.png)',
      [['p', '!', ['a', { href: 'https://a.test/p.png' }, 'alt']]],
    ],
    [
      'no footnotes',
      'a[^1]\n\n[^1]: b',
      [
        ['p', 'a[^1]'],
        ['p', '[^1]: b'],
      ],
    ],
    ['no code by indentation', '    four', [['p', 'four']]],
    [
      'a table',
      '| a | b |\n| :- | -: |\n| 1 | 2 |',
      [
        [
          'table',
          ['thead', ['tr', ['th', { align: 'left' }, 'a'], ['th', { align: 'right' }, 'b']]],
          ['tbody', ['tr', ['td', { align: 'left' }, '1'], ['td', { align: 'right' }, '2']]],
        ],
      ],
    ],
  ] as unknown as [string, string, RichText][])('reads %s', async (_what, source, tree) => {
    expect(await renderer.render('markdown', source)).toEqual(tree);
  });

  test.each([
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    'data:text/html,x',
    'vbscript:x',
    'file:///etc',
    '//evil.test',
    '\\\\evil.test',
    'java&#115;cript:alert(1)',
    '&#1;javascript:alert(1)',
  ])('leaves the words of a link to %s, and no link', async (href) => {
    const tree = JSON.stringify(await renderer.render('markdown', `[words](<${href}>)`));
    expect(tree).not.toContain('"a"');
    expect(tree).toContain('words');
  });
});
