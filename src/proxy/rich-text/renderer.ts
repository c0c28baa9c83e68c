import { Worker } from 'node:worker_threads';
import type { RichText } from '../../model/rich-text.ts';
import { createQueue } from '../queue.ts';

/** Parses rich text away from the thread that serves readers, each text within so much processor time. */
export interface Renderer {
  /** The tree; undefined where the text is beyond the parser, or the limit passed. Calls queue. */
  readonly render: (kind: 'markdown' | 'html', source: string) => Promise<RichText | undefined>;
  /** Ends the thread; what still waits answers undefined. */
  readonly close: () => Promise<void>;
}

export interface RenderRequest {
  readonly kind: 'markdown' | 'html';
  readonly source: string;
}

/** Without `tree` the text could not be parsed. */
export interface RenderAnswer {
  readonly tree?: RichText;
}

/**
 * Markdown parsers have inputs that take a minute (measured: 80 kB of `*a_ `, 50 s). No editor writes those by accident,
 * and none may hold up a whole site: such a text costs this much processor time once, and is published as plain words. Of
 * an honest one, a table of 12,000 cells takes a second of it, on a small machine some.
 */
const BUDGET_MS = 5_000;
/** A text is first looked at after this part of its budget: nearly none takes so long. */
const LOOK_AFTER = 1 / 5;

/** Starts nothing yet: the thread begins with the first text and is begun again after one that had to be stopped. */
export function createRenderer({ budgetMs = BUDGET_MS } = {}): Renderer {
  let worker: Worker | undefined;
  const enqueue = createQueue();
  let isClosed = false;

  const stop = async () => {
    const stopping = worker;
    worker = undefined;
    await stopping?.terminate();
  };

  const renderNow = async (request: RenderRequest): Promise<RichText | undefined> => {
    if (isClosed) return undefined;
    // One that has ended has this number.
    if (!worker || worker.threadId === -1) worker = await startWorker();
    const answer = await ask(worker, request, budgetMs);
    if (answer === 'gone') await stop();
    return answer === 'gone' ? undefined : answer.tree;
  };

  return Object.freeze({
    render: (kind: RenderRequest['kind'], source: string) =>
      enqueue(() => renderNow({ kind, source })),
    close: async () => {
      isClosed = true;
      await stop();
    },
  });
}

async function startWorker(): Promise<Worker> {
  const worker = new Worker(new URL('./render-worker.ts', import.meta.url), {
    resourceLimits: { maxOldGenerationSizeMb: 256 },
    // Not those of whoever started us: `--conditions=browser` would pick parsers that need a DOM.
    execArgv: [],
    // With that of `node --watch` a thread would post what it loads, which is no answer.
    env: {},
  });
  // The thread must not keep the process alive, and its loading must not count against the first text's limit.
  worker.unref();
  // It ends with that, which is seen where it matters; unheard, it would end this process.
  worker.on('error', () => undefined);
  await ask(worker, { kind: 'markdown', source: '' }, 60_000);
  return worker;
}

function ask(
  worker: Worker,
  request: RenderRequest,
  budgetMs: number,
): Promise<RenderAnswer | 'gone'> {
  return new Promise((resolve) => {
    let timer: NodeJS.Timeout | undefined;
    let usedAtFirst: number | undefined;
    const finish = (answer: RenderAnswer | 'gone') => {
      clearTimeout(timer);
      timer = undefined;
      worker.off('message', finish).off('exit', end);
      resolve(answer);
    };
    const end = () => finish('gone');
    const look = async () => {
      const used = await usedMs(worker);
      if (timer === undefined) return;
      usedAtFirst ??= used;
      const leftMs = budgetMs - (used - usedAtFirst);
      if (leftMs <= 0) end();
      else lookIn(leftMs);
    };
    const lookIn = (ms: number) => {
      // A thread that has ended tells nothing.
      timer = setTimeout(() => void look().catch(end), ms);
    };
    lookIn(budgetMs * LOOK_AFTER);
    worker.on('message', finish).on('exit', end);
    worker.postMessage(request);
  });
}

/** The processor time of a thread, busy or not: where others use the machine too, a text has as much of it as ever. */
async function usedMs(worker: Worker): Promise<number> {
  // Node before 24.6 does not tell; then it is the time that passes.
  if (typeof worker.cpuUsage !== 'function') return performance.now();
  const { user, system } = await worker.cpuUsage();
  return (user + system) / 1_000;
}
