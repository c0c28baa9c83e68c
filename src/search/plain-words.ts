import { partsOf, type RichNode, type RichText } from '../model/rich-text.ts';
import type { FieldKind } from '../model/schema.ts';
import type { JsonValue } from '../model/record.ts';

/**
 * A field's value as text to find words in: rich text without its marks and with a line for each block, a list's entries
 * on a line each, everything else as it is written. Pictures and links to records have no words.
 */
// oxlint-disable-next-line complexity -- every kind by its name, so that a new one does not compile until it is placed
export function plainWords(value: JsonValue | undefined, kind: FieldKind): string {
  switch (kind) {
    case 'richText':
    case 'html':
      return (value as RichText)
        .map(nodeText)
        .join('')
        .replaceAll(/\s*\n\s*/g, '\n')
        .trim();
    case 'text':
    case 'number':
    case 'date':
    case 'instant':
      return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
    case 'checkbox':
    case 'image':
    case 'attachments':
    case 'links':
      return '';
  }
}

function nodeText(node: RichNode): string {
  if (typeof node === 'string') return node;
  const { tag, children } = partsOf(node);
  const text = children.map(nodeText).join('');
  return INLINE.has(tag) ? text : `\n${text}\n`;
}

/** Tags that part no words: 'un<em>believ</em>able' is one. */
const INLINE = new Set(['em', 'strong', 'del', 'a', 'code']);
