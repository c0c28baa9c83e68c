import type { Root } from 'hast';
import remarkGfm from 'remark-gfm';
import remarkParse from 'remark-parse';
import remarkRehype from 'remark-rehype';
import rehypeSanitize from 'rehype-sanitize';
import { unified, type Processor } from 'unified';
import type { RichText } from '../../model/rich-text.ts';
import { toCommonMark } from './dialect.ts';
import { SANITIZE_SCHEMA } from './sanitize-schema.ts';
import { toRichText } from './to-rich-text.ts';

/** Airtable's rich text as the tree that readers get. Total: any text gives a tree, in bounded time. */
export function markdownToRichText(source: string): RichText {
  const tree = processor.runSync(processor.parse(toCommonMark(source)));
  return toRichText(tree as Root);
}

/**
 * What Airtable's editor does not know is switched off and so shown as text: raw HTML, images, footnotes, setext
 * headings and code by indentation (four spaces nest a list there). Tables are our own extension.
 */
const OFF = [
  'htmlFlow',
  'htmlText',
  'labelStartImage',
  'setextUnderline',
  'codeIndented',
  'definition',
  'gfmFootnoteCall',
  'gfmFootnoteDefinition',
  'gfmPotentialFootnoteCall',
];

function switchOff(this: Processor): void {
  const data = this.data() as { micromarkExtensions?: unknown[] };
  (data.micromarkExtensions ??= []).push({ disable: { null: OFF } });
}

const processor = unified()
  .use(remarkParse)
  .use(remarkGfm, { singleTilde: false })
  .use(switchOff)
  .use(remarkRehype)
  .use(rehypeSanitize, SANITIZE_SCHEMA)
  .freeze();
