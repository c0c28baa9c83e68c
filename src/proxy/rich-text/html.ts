import type { Root } from 'hast';
import rehypeParse from 'rehype-parse';
import rehypeSanitize from 'rehype-sanitize';
import { unified } from 'unified';
import type { RichText } from '../../model/rich-text.ts';
import { SANITIZE_SCHEMA } from './sanitize-schema.ts';
import { toRichText } from './to-rich-text.ts';

/** A raw-HTML field as the same allow-listed tree: parsed as a browser would, nothing kept that is not on the list. */
export function htmlToRichText(source: string): RichText {
  return toRichText(processor.runSync(processor.parse(source)) as Root);
}

const processor = unified()
  .use(rehypeParse, { fragment: true })
  .use(rehypeSanitize, SANITIZE_SCHEMA)
  .freeze();
