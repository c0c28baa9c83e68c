import type { Element, ElementContent, Root, RootContent } from 'hast';
import { toText } from '../decode/well-formed.ts';
import {
  isSafeHref,
  plainText,
  RICH_ATTRIBUTES,
  type RichAttributes,
  type RichElement,
  type RichNode,
  type RichText,
} from '../../model/rich-text.ts';
import { createSlugger } from './slug.ts';

/**
 * A parsed tree as `RichText`: only the tags and attributes of the allow-list, only safe addresses. It stands on its
 * own: whatever came through the steps before it, nothing else can leave here.
 */
export function toRichText(root: Root): RichText {
  const slug = createSlugger();
  return withoutGaps(mergeText(root.children.flatMap((node) => convert(node, 0, slug))));
}

type Slug = (text: string) => string;

/** Deeper nesting is nobody's text; below it only the words are kept. */
const MAX_DEPTH = 48;

function convert(node: RootContent | ElementContent, depth: number, slug: Slug): RichNode[] {
  if (node.type === 'text') return node.value === '' ? [] : [toText(node.value)];
  if (node.type !== 'element') return [];
  const tag = TAG_BY_UPSTREAM.get(node.tagName) ?? node.tagName;
  if (depth >= MAX_DEPTH) return [wordsOf(node)];
  let children = mergeText(node.children.flatMap((child) => convert(child, depth + 1, slug)));
  // A tag off the list is taken away, its words stay.
  if (!Object.hasOwn(RICH_ATTRIBUTES, tag)) return children;
  if (STRUCTURE.has(tag) || (tag === 'li' && children.some(isBlock)))
    children = withoutGaps(children);
  const attributes = attributesOf(tag, node, children, slug);
  // A link that leads nowhere, or nowhere safe, is its words.
  if (tag === 'a' && attributes['href'] === undefined) return children;
  if (attributes['data-task'] !== undefined) children = withoutLeadingSpace(children);
  return [createElement(tag, attributes, children)];
}

function attributesOf(
  tag: string,
  { tagName, properties, children: upstream }: Element,
  children: readonly RichNode[],
  slug: Slug,
): RichAttributes {
  const attributes: Record<string, string> = {};
  if (tag === 'h2' || tag === 'h3' || tag === 'h4') {
    attributes['id'] = slug(plainText([['p', ...children] as unknown as RichElement]));
  }
  if (tag === 'a' && typeof properties['href'] === 'string') {
    const href = toText(properties['href']).trim();
    if (isSafeHref(href)) attributes['href'] = href;
  }
  if (tag === 'ol' && Number.isSafeInteger(properties['start']) && properties['start'] !== 1) {
    attributes['start'] = String(properties['start']);
  }
  if ((tag === 'td' || tag === 'th') && ALIGNMENTS.has(String(properties['align']))) {
    attributes['align'] = String(properties['align']);
  }
  if (tag === 'li') {
    const box = checkboxOf(upstream);
    if (box) attributes['data-task'] = box.properties['checked'] ? 'done' : 'open';
  }
  if (tagName === 'code') {
    const language = languageOf(properties['className']);
    if (language !== undefined) attributes['data-language'] = language;
  }
  return attributes;
}

/** A task's box is the first thing in its item, or the first of the item's paragraph. */
function checkboxOf(children: readonly ElementContent[]): Element | undefined {
  const first = children.find((child) => child.type === 'element');
  if (first?.tagName === 'input' && first.properties['type'] === 'checkbox') return first;
  return first?.tagName === 'p' ? checkboxOf(first.children) : undefined;
}

function languageOf(className: unknown): string | undefined {
  const names = Array.isArray(className) ? className : [];
  const name = names.find((member) => String(member).startsWith('language-'));
  const language = name === undefined ? '' : String(name).slice('language-'.length);
  return /^[\w+#-]{1,24}$/.test(language) ? language : undefined;
}

function createElement(
  tag: string,
  attributes: RichAttributes,
  children: readonly RichNode[],
): RichElement {
  const parts = Object.keys(attributes).length === 0 ? children : [attributes, ...children];
  return [tag, ...parts] as unknown as RichElement;
}

/** Without the white space that stands between blocks only for the eyes of whoever reads the source. */
function withoutGaps(nodes: readonly RichNode[]): RichNode[] {
  return nodes.filter((node) => typeof node !== 'string' || node.trim() !== '');
}

/** Neighbouring texts as one: an editor's `!` and what follows it are one run of words. */
function mergeText(nodes: readonly RichNode[]): RichNode[] {
  const merged: RichNode[] = [];
  for (const node of nodes) {
    const last = merged.at(-1);
    if (typeof node === 'string' && typeof last === 'string')
      merged[merged.length - 1] = last + node;
    else merged.push(node);
  }
  return merged;
}

/** The space that stood between a task's box and its words. */
function withoutLeadingSpace(nodes: readonly RichNode[]): RichNode[] {
  const [first, ...rest] = nodes;
  return typeof first === 'string' ? withoutEmpty([first.trimStart(), ...rest]) : [...nodes];
}

function withoutEmpty(nodes: readonly RichNode[]): RichNode[] {
  return nodes.filter((node) => node !== '');
}

function isBlock(node: RichNode): boolean {
  return typeof node !== 'string' && BLOCKS.has(node[0]);
}

/** All words below an element, without recursion: this is where nesting is too deep for it. */
function wordsOf(element: Element): string {
  const words: string[] = [];
  const waiting: (RootContent | ElementContent)[] = [element];
  for (let node = waiting.pop(); node; node = waiting.pop()) {
    if (node.type === 'text') words.push(toText(node.value));
    if (node.type === 'element') waiting.push(...node.children.toReversed());
  }
  return words.join('');
}

/** Tags that stand for others: the page owns h1, and old HTML has old names. */
const TAG_BY_UPSTREAM = new Map([
  ['h1', 'h2'],
  ['h5', 'h4'],
  ['h6', 'h4'],
  ['b', 'strong'],
  ['i', 'em'],
  ['s', 'del'],
  ['strike', 'del'],
  ['div', 'p'],
]);
const BLOCKS = new Set(['p', 'ul', 'ol', 'pre', 'blockquote', 'table', 'h2', 'h3', 'h4', 'hr']);
const ALIGNMENTS = new Set(['left', 'center', 'right']);
/** In these, text between the children is white space of the source. */
const STRUCTURE = new Set(['ul', 'ol', 'table', 'thead', 'tbody', 'tr', 'blockquote']);
