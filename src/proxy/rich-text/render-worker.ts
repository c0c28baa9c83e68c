import { parentPort } from 'node:worker_threads';
import { giveBackMemory } from '../give-back-memory.ts';
import { htmlToRichText } from './html.ts';
import { markdownToRichText } from './markdown.ts';
import type { RenderAnswer, RenderRequest } from './renderer.ts';

/** So many texts leave tens of megabytes behind, which are given back once no more come. */
const MANY = 500;
const TIDY_AFTER_MS = 1_000;
let rendered = 0;
let isWorthTidying = false;
let tidying: NodeJS.Timeout | undefined;

/** One text in, one tree out; a text that breaks the parser (nesting beyond the stack) answers without a tree. */
parentPort?.on('message', ({ kind, source }: RenderRequest) => {
  parentPort?.postMessage(answerOf(kind, source));
  if (++rendered % MANY === 0) isWorthTidying = true;
  if (!isWorthTidying) return;
  clearTimeout(tidying);
  tidying = setTimeout(() => {
    isWorthTidying = false;
    void giveBackMemory();
  }, TIDY_AFTER_MS);
});

function answerOf(kind: RenderRequest['kind'], source: string): RenderAnswer {
  try {
    return { tree: kind === 'html' ? htmlToRichText(source) : markdownToRichText(source) };
  } catch {
    return {};
  }
}
