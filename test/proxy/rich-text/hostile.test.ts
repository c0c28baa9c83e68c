import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import {
  isSafeHref,
  partsOf,
  RICH_ATTRIBUTES,
  type RichNode,
  type RichText,
} from '../../../src/model/rich-text.ts';
import { createRenderer } from '../../../src/proxy/rich-text/renderer.ts';

const renderer = createRenderer();
afterAll(renderer.close);

const TAGS = [
  'script',
  'img',
  'svg',
  'math',
  'iframe',
  'a',
  'style',
  'template',
  'textarea',
  'title',
  'noscript',
  'form',
  'input',
  'p',
  'h1',
  'table',
  'td',
  'li',
  'ol',
  'code',
  'b',
  'object',
  'embed',
  'base',
  'meta',
  'link',
  'button',
  'select',
  'xmp',
  'plaintext',
  'mglyph',
  'annotation-xml',
  'foreignObject',
];
const ATTRIBUTES = [
  'onclick',
  'onerror',
  'href',
  'src',
  'id',
  'name',
  'style',
  'class',
  'xlink:href',
  'action',
  'formaction',
  'srcdoc',
  'type',
  'checked',
  'start',
  'align',
  'data-task',
  'data-language',
];
const VALUES = [
  'javascript:alert(1)',
  ' javascript:alert(1)',
  'java\nscript:alert(1)',
  'data:text/html;base64,x',
  'https://a.test/',
  '//a.test',
  'x',
  '__proto__',
  'checkbox',
  'language-"><img>',
  '1',
  '-1',
  '1e3',
  'left',
  'expression(1)',
  '&#106;avascript:1',
];
const PIECES = [
  '<',
  '>',
  '"',
  "'",
  '`',
  '```',
  '[',
  '](',
  ')',
  '![',
  '**',
  '~~',
  '|',
  '\n',
  '\n\n',
  '    ',
  '- ',
  '[x] ',
  '1. ',
  '> ',
  '# ',
  '<!--',
  '-->',
  '<![CDATA[',
  ']]>',
  '&lt;',
  '&#x3c;',
  '\0',
  '\ud800',
  '\u202e',
  '<airtable:mention id="x">',
  '</',
];

const tags = fc
  .tuple(
    fc.constantFrom(...TAGS),
    fc.constantFrom(...ATTRIBUTES),
    fc.constantFrom(...VALUES),
    fc.constantFrom('"', "'", ''),
  )
  .map(([tag, name, value, quote]) => `<${tag} ${name}=${quote}${value}${quote}>`);
const links = fc.constantFrom(...VALUES).map((value) => `[x](${value})`);
const closings = fc.constantFrom(...TAGS).map((tag) => `</${tag}>`);
const sources = fc
  .array(fc.oneof(tags, links, closings, fc.constantFrom(...PIECES), fc.string({ maxLength: 6 })), {
    maxLength: 30,
  })
  .map((parts) => parts.join(''));

test('[X6][B56] whatever an editor types as Markdown, no tag, attribute or address off the lists is published', async () => {
  await checkAll('markdown', 1_500);
});

test('[X6][B56] whatever stands in a raw-HTML field, no tag, attribute or address off the lists is published', async () => {
  await checkAll('html', 3_000);
});

test('[B56] words of scripts and styles are not published as words', async () => {
  const tree = await renderer.render(
    'html',
    '<p>a<script>alert(1)</script><style>b{}</style><svg><desc>c</desc></svg><iframe>d</iframe></p>',
  );
  expect(tree).toEqual([['p', 'a']]);
});

test('nesting beyond the limit keeps its words and stays shallow', async () => {
  const tree = await renderer.render('html', `${'<blockquote>'.repeat(200)}deep`);
  expect(JSON.stringify(tree)).toContain('deep');
  expect(JSON.stringify(tree).split('blockquote').length - 1).toBeLessThan(60);
});

async function checkAll(kind: 'markdown' | 'html', numRuns: number): Promise<void> {
  await fc.assert(
    fc.asyncProperty(sources, async (source) => {
      const tree = await renderer.render(kind, source);
      expect(tree).toBeDefined();
      check(tree!);
    }),
    { numRuns },
  );
}

function check(tree: RichText): void {
  for (const node of tree) checkNode(node);
}

function checkNode(node: RichNode): void {
  if (typeof node === 'string') {
    expect(node.isWellFormed() && !node.includes('\0')).toBe(true);
    return;
  }
  const { tag, attributes, children } = partsOf(node);
  const allowed = RICH_ATTRIBUTES[tag];
  expect(allowed, `tag ${tag}`).toBeDefined();
  for (const [name, value] of Object.entries(attributes)) {
    expect(allowed, `attribute ${name} of ${tag}`).toContain(name);
    expect(typeof value).toBe('string');
    if (name === 'href') expect(isSafeHref(value), value).toBe(true);
    if (name === 'id') expect(value).toMatch(/^s-[\p{L}\p{N}-]+$/u);
    if (name === 'start') expect(value).toMatch(/^-?\d+$/);
    if (name === 'data-task') expect(['done', 'open']).toContain(value);
  }
  for (const child of children) checkNode(child);
}
