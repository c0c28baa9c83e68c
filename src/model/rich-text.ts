/**
 * Rich text as it is published: a small tree in the manner of JsonML. A node is text, or `[tag, …children]`, or
 * `[tag, attributes, …children]`. Parsing and sanitising happen once, at publication; a reader's page only builds
 * elements from the tree, through the allow-lists below, and needs no parser and no innerHTML.
 */
export type RichNode = string | RichElement;

/** An element: its tag first, then perhaps its attributes (a plain object), then its children. */
export interface RichElement extends ReadonlyArray<string | RichAttributes | RichElement> {
  readonly 0: string;
}

/** Attribute values are text; which names a tag may carry is in `RICH_ATTRIBUTES`. */
export interface RichAttributes {
  readonly [name: string]: string;
}

/** A whole rich-text field: its blocks in order; empty text is an empty list. */
export type RichText = readonly RichNode[];

/** The tags that may occur, and for each the attributes that it may carry. Everything else is dropped by both sides. */
export const RICH_ATTRIBUTES: Readonly<Record<string, readonly string[]>> = {
  p: [],
  h2: ['id'],
  h3: ['id'],
  h4: ['id'],
  ul: [],
  ol: ['start'],
  li: ['data-task'],
  blockquote: [],
  pre: [],
  code: ['data-language'],
  em: [],
  strong: [],
  del: [],
  a: ['href'],
  br: [],
  hr: [],
  table: [],
  thead: [],
  tbody: [],
  tr: [],
  th: ['align'],
  td: ['align'],
};

/** The attributes and children of an element, told apart: attributes are the one plain object. */
export function partsOf(element: RichElement): {
  readonly tag: string;
  readonly attributes: RichAttributes;
  readonly children: readonly RichNode[];
} {
  const first = element[1];
  const hasAttributes = typeof first === 'object' && !Array.isArray(first);
  return {
    tag: element[0],
    attributes: hasAttributes ? (first as RichAttributes) : {},
    children: element.slice(hasAttributes ? 2 : 1) as readonly RichNode[],
  };
}

/** The text of a tree without its marks; blocks are parted by a line break. */
export function plainText(nodes: RichText): string {
  return nodes
    .map((node) => (typeof node === 'string' ? node : inlineText(node)))
    .join('\n')
    .trim();
}

function inlineText(node: RichNode): string {
  if (typeof node === 'string') return node;
  return partsOf(node).children.map(inlineText).join('');
}

/**
 * True for an address a link may carry: http(s), mailto, tel, or relative (`/…`, `#…`, `?…`). Control characters and
 * white space at the start are refused rather than skipped, as browsers skip them (WHATWG URL, "strip leading C0").
 */
export function isSafeHref(href: string): boolean {
  // oxlint-disable-next-line no-control-regex -- control characters are exactly what is refused here
  if (/[\u0000-\u0020\u007f\\]/.test(href)) return false;
  if (/^(https?:\/\/|mailto:|tel:)/i.test(href)) return true;
  return /^[/#?](?!\/)/.test(href) || href === '/';
}
