import {
  isSafeHref,
  partsOf,
  RICH_ATTRIBUTES,
  type RichAttributes,
  type RichElement,
  type RichNode,
  type RichText,
} from '../model/rich-text.ts';

/** Makes nodes: the page's makes DOM nodes, a test's plain objects. */
export interface RichHost<Node> {
  text(value: string): Node;
  element(tag: string, attributes: RichAttributes, children: readonly Node[]): Node;
}

/**
 * Builds a rich-text tree. Only tags and attributes of the allow-list are ever handed to the host, and only safe
 * addresses; the tree was sanitised when it was published, this is the second of two doors (B56). An element that is
 * not allowed is dropped with what is in it.
 */
export function buildRichText<Node>(tree: RichText, host: RichHost<Node>): readonly Node[] {
  return tree.flatMap((node) => buildNode(node, { host, depth: 0 }));
}

/**
 * True for what has a side, such as a list's bullets: that is where its text begins. A table's is that of the box it
 * scrolls in, so that its first column is seen first. On which side a line of text begins needs no attribute:
 * styles/base.css leaves it to each line.
 */
export function hasDirection(tag: string): boolean {
  return /^([uo]l|blockquote)$/.test(tag);
}

interface Building<Node> {
  readonly host: RichHost<Node>;
  readonly depth: number;
}

/** Deeper than any text that a person writes; a tree beyond it would only exhaust the stack. */
const MAX_DEPTH = 100;

function buildNode<Node>(node: RichNode, { host, depth }: Building<Node>): readonly Node[] {
  if (typeof node === 'string') return [host.text(node)];
  if (!isElement(node) || depth > MAX_DEPTH) return [];
  const { tag, attributes, children } = partsOf(node);
  if (!Object.hasOwn(RICH_ATTRIBUTES, tag)) return [];
  const inner = children.flatMap((child) => buildNode(child, { host, depth: depth + 1 }));
  // A tree that is none may hold null where attributes would be.
  return [host.element(tag, allowedAttributes(tag, attributes ?? {}), inner)];
}

function isElement(node: unknown): node is RichElement {
  return Array.isArray(node) && typeof node[0] === 'string';
}

function allowedAttributes(tag: string, attributes: RichAttributes): RichAttributes {
  const allowed: Record<string, string> = {};
  for (const name of RICH_ATTRIBUTES[tag] ?? []) {
    const value = Object.hasOwn(attributes, name) ? attributes[name] : undefined;
    if (typeof value === 'string' && isAllowedValue(name, value)) allowed[name] = value;
  }
  return allowed;
}

function isAllowedValue(name: string, value: string): boolean {
  switch (name) {
    case 'href':
      return isSafeHref(value);
    case 'start':
      return /^-?\d{1,9}$/.test(value);
    case 'align':
      return /^(left|center|right)$/.test(value);
    case 'data-task':
      return /^(done|open)$/.test(value);
    case 'id':
      return /^[\p{L}\p{N}_-]{1,200}$/u.test(value);
    case 'data-language':
      return /^[\w+#.-]{1,40}$/.test(value);
    default:
      return false;
  }
}
