import { parentPort } from 'node:worker_threads';
import { htmlToRichText } from './html.ts';
import { markdownToRichText } from './markdown.ts';
import type { RenderAnswer, RenderRequest } from './renderer.ts';

/** One text in, one tree out; a text that breaks the parser (nesting beyond the stack) answers without a tree. */
parentPort?.on('message', ({ kind, source }: RenderRequest) => {
  parentPort?.postMessage(answerOf(kind, source));
});

function answerOf(kind: RenderRequest['kind'], source: string): RenderAnswer {
  try {
    return { tree: kind === 'html' ? htmlToRichText(source) : markdownToRichText(source) };
  } catch {
    return {};
  }
}
