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
  const children = mergeText(node.children.flatMap((child) => convert(child, depth + 1, slug)));
  // A tag off the list is taken away, its words stay.
  if (!Object.hasOwn(RICH_ATTRIBUTES, tag)) return children;
  if (HEADINGS.has(tag)) return headingOf(tag, children, slug);
  const attributes = attributesOf(tag, node);
  // A link that leads nowhere, or nowhere safe, is its words.
  if (tag === 'a' && attributes['href'] === undefined) return children;
  return [createElement(tag, attributes, trimWithin(tag, attributes, children))];
}

function headingOf(tag: string, children: readonly RichNode[], slug: Slug): RichNode[] {
  const words = plainText([createElement('p', {}, children)]);
  // Without words it leads nowhere from a list of contents, and says nothing where it stands.
  return words === '' ? [] : [createElement(tag, { id: slug(words) }, children)];
}

function attributesOf(tag: string, { properties, children }: Element): RichAttributes {
  switch (tag) {
    case 'a':
      return hrefOf(properties['href']);
    case 'ol':
      return startOf(properties['start']);
    case 'th':
    case 'td':
      return alignOf(properties['align']);
    case 'li':
      return taskOf(children);
    case 'code':
      return languageOf(properties['className']);
    default:
      return {};
  }
}

function hrefOf(value: unknown): RichAttributes {
  const href = typeof value === 'string' ? toText(value).trim() : '';
  return href !== '' && isSafeHref(href) ? { href } : {};
}

function startOf(start: unknown): RichAttributes {
  return Number.isSafeInteger(start) && start !== 1 ? { start: String(start as number) } : {};
}

function alignOf(align: unknown): RichAttributes {
  return typeof align === 'string' && ALIGNMENTS.has(align) ? { align } : {};
}

function taskOf(children: readonly ElementContent[]): RichAttributes {
  const box = checkboxOf(children);
  return box ? { 'data-task': box.properties['checked'] ? 'done' : 'open' } : {};
}

/** A task's box is the first thing in its item, or the first of the item's paragraph. */
function checkboxOf(children: readonly ElementContent[]): Element | undefined {
  const first = children.find((child) => child.type === 'element');
  if (first?.tagName === 'input' && first.properties['type'] === 'checkbox') return first;
  return first?.tagName === 'p' ? checkboxOf(first.children) : undefined;
}

function languageOf(className: unknown): RichAttributes {
  const names: readonly unknown[] = Array.isArray(className) ? className : [];
  for (const name of names) {
    const language = /^language-([\w+#-]{1,24})$/.exec(typeof name === 'string' ? name : '')?.[1];
    if (language !== undefined) return { 'data-language': language };
  }
  return {};
}

function createElement(
  tag: string,
  attributes: RichAttributes,
  children: readonly RichNode[],
): RichElement {
  const parts = Object.keys(attributes).length === 0 ? children : [attributes, ...children];
  return [tag, ...parts] as unknown as RichElement;
}

/** An element's content without the white space that is none of its words. */
function trimWithin(
  tag: string,
  attributes: RichAttributes,
  children: readonly RichNode[],
): readonly RichNode[] {
  if (STRUCTURE.has(tag)) return withoutGaps(children);
  if (tag !== 'li') return children;
  const words = trimBesideBlocks(children);
  return attributes['data-task'] === undefined ? words : withoutLeadingSpace(words);
}

/** Without the white space that stands between blocks only for the eyes of whoever reads the source. */
function withoutGaps(nodes: readonly RichNode[]): RichNode[] {
  return nodes.filter((node) => typeof node !== 'string' || node.trim() !== '');
}

/** An item's words without the line break that stands between them and a block below. */
function trimBesideBlocks(nodes: readonly RichNode[]): RichNode[] {
  const isBlockAt = (i: number) => nodes[i] !== undefined && isBlock(nodes[i]);
  const trimmed = nodes.map((node, i) => {
    if (typeof node !== 'string') return node;
    const words = isBlockAt(i + 1) ? node.trimEnd() : node;
    return isBlockAt(i - 1) ? words.trimStart() : words;
  });
  return withoutEmpty(trimmed);
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
const HEADINGS = new Set(['h2', 'h3', 'h4']);
const BLOCKS = new Set(['p', 'ul', 'ol', 'pre', 'blockquote', 'table', 'hr', ...HEADINGS]);
const ALIGNMENTS = new Set(['left', 'center', 'right']);
/** In these, text between the children is white space of the source. */
const STRUCTURE = new Set(['ul', 'ol', 'table', 'thead', 'tbody', 'tr', 'blockquote']);
