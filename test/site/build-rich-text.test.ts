import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isSafeHref, RICH_ATTRIBUTES, type RichText } from '../../src/model/rich-text.ts';
import { buildRichText, type RichHost } from '../../src/site/build-rich-text.ts';

interface Made {
  readonly tag: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly (Made | string)[];
}

/** Builds plain objects, so that a test sees exactly what a page would be told to make. */
const host: RichHost<Made | string> = {
  text: (value) => value,
  element: (tag, attributes, children) => ({ tag, attributes, children }),
};

/** A tree as it might come: from a wire, so of no type. */
function build(tree: unknown): readonly (Made | string)[] {
  return buildRichText(tree as RichText, host);
}

describe('what is allowed', () => {
  it('[B56] becomes elements with their text, in order', () => {
    expect(build([['p', 'One ', ['em', 'two'], ' three'], ['hr']])).toEqual([
      {
        tag: 'p',
        attributes: {},
        children: ['One ', { tag: 'em', attributes: {}, children: ['two'] }, ' three'],
      },
      { tag: 'hr', attributes: {}, children: [] },
    ]);
  });

  it('[B56] keeps the attributes of its tag', () => {
    const [made] = build([['a', { href: 'https://example.org/' }, 'there']]);
    expect(made).toEqual({
      tag: 'a',
      attributes: { href: 'https://example.org/' },
      children: ['there'],
    });
    expect(build([['li', { 'data-task': 'done' }, 'x']])).toMatchObject([
      { attributes: { 'data-task': 'done' } },
    ]);
    expect(build([['ol', { start: '5' }]])).toMatchObject([{ attributes: { start: '5' } }]);
  });

  it('[B56] leaves text that looks like markup as text', () => {
    expect(build(['<img src=x onerror=alert(1)>'])).toEqual(['<img src=x onerror=alert(1)>']);
  });
});

describe('what is not allowed', () => {
  it('[B56] never becomes an element', () => {
    for (const tag of [
      'script',
      'img',
      'iframe',
      'style',
      'SCRIPT',
      'svg',
      'h1',
      'constructor',
      '',
    ]) {
      expect(build([[tag, 'x']]), tag).toEqual([]);
    }
  });

  it('[B56] never becomes an attribute', () => {
    const attributes = { onclick: 'x()', style: 'color:red', class: 'x', href: '/x', srcdoc: 'x' };
    expect(build([['p', attributes, 'x']])).toMatchObject([{ attributes: {} }]);
  });

  it('[B56] leaves a link without its address', () => {
    const addresses = [
      'javascript:alert(1)',
      ' javascript:x',
      'JaVaScript:x',
      'data:text/html,x',
      '//x',
      '/\\x',
    ];
    for (const href of addresses) {
      expect(build([['a', { href }, 'x']]), href).toMatchObject([{ attributes: {} }]);
    }
  });

  it('[B56] drops values that are none of their attribute’s', () => {
    expect(build([['ol', { start: '1;x' }]])).toMatchObject([{ attributes: {} }]);
    expect(build([['td', { align: 'x" onclick="y' }]])).toMatchObject([{ attributes: {} }]);
    expect(build([['h2', { id: 'a b' }]])).toMatchObject([{ attributes: {} }]);
    expect(build([['li', { 'data-task': 'maybe' }]])).toMatchObject([{ attributes: {} }]);
  });

  it('[B56] is passed over where it is no tree at all', () => {
    expect(build([null, 7, {}, [], [7], ['p', null, 7, 'x']])).toEqual([
      { tag: 'p', attributes: {}, children: ['x'] },
    ]);
  });

  it('[B56] cannot exhaust the stack', () => {
    let tree: unknown = 'x';
    for (let depth = 0; depth < 50_000; depth++) tree = ['em', tree];
    expect(build([tree])).toHaveLength(1);
  });
});

it('[B56] hands on nothing but allowed tags, allowed attributes and safe addresses, whatever comes', () => {
  const tag = fc.oneof(
    fc.constantFrom(...Object.keys(RICH_ATTRIBUTES), 'script', 'img'),
    fc.string(),
  );
  const name = fc.oneof(
    fc.constantFrom('href', 'id', 'align', 'start', 'onclick', 'style'),
    fc.string(),
  );
  const value = fc.oneof(
    fc.webUrl(),
    fc.constantFrom('javascript:x', 'data:x', '//x'),
    fc.anything({ maxDepth: 1, maxKeys: 2 }),
  );
  const { node } = fc.letrec((tie) => ({
    node: fc.oneof(
      { depthSize: 'small', maxDepth: 4 },
      fc.string(),
      fc.anything({ maxDepth: 1, maxKeys: 2 }),
      fc.tuple(tag, fc.dictionary(name, value), tie('node')),
      fc.tuple(tag, tie('node'), tie('node')),
    ),
  }));
  const check = (made: Made | string): void => {
    if (typeof made === 'string') return;
    const allowed = RICH_ATTRIBUTES[made.tag];
    expect(allowed).toBeDefined();
    for (const [attribute, text] of Object.entries(made.attributes)) {
      expect(allowed).toContain(attribute);
      if (attribute === 'href') expect(isSafeHref(text)).toBe(true);
    }
    made.children.forEach(check);
  };
  fc.assert(
    fc.property(fc.array(node, { maxLength: 4 }), (tree) => build(tree).forEach(check)),
    { numRuns: 500 },
  );
});
