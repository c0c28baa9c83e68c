import { grouped } from '../dates.ts';

/** The sentences of the reading tools, which are loaded once an article is drawn. */
export const readingWords = {
  tools: 'Reading',
  contents: 'Contents',
  textSize: 'Text size',
  smaller: 'Smaller text',
  larger: 'Larger text',
  share: 'Share',
  copied: 'Link copied',
  notCopied: 'The link could not be copied',
  goOn: 'Continue where you were',
  fromTop: 'Stay at the top',
  isNew: 'New',
} as const;

/** '3 new since your last visit'. */
export function newSince(count: number): string {
  return `${grouped(count)} new since your last visit`;
}
