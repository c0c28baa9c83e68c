import type { Current } from '../store/layout.ts';
import type { Survey } from '../store/survey.ts';
import type { PictureKeeper, PictureRound, PicturesEnd } from './keep-pictures.ts';
import type { CopyMemory } from './remembered-copy.ts';

/** What a caretaker works with, and whom it tells. */
export interface CaretakerOptions {
  readonly survey: Pick<Survey, 'current' | 'close'>;
  readonly pictures: PictureKeeper;
  readonly memory: CopyMemory;
  readonly database: string;
  /** Changes that are not sent yet. */
  readonly unsent: () => number;
  /** Asks the browser to remove nothing by itself. */
  readonly askToKeep: () => void;
  readonly now: () => number;
  /** Rejects when the signal aborts. */
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly isVisible: () => boolean;
  /** The site reads without a network from now on; told once on a device. 'texts': not every picture is here. */
  readonly onReady: (what: 'whole' | 'texts') => void;
  /** The browser had removed the copy; told once for each loss. */
  readonly onLost: () => void;
}

/**
 * Looks after the copy until the signal aborts: notices where the browser removed it, keeps its pictures, and says when
 * all of it can be read without a network. It looks once a minute, which costs one read where nothing is new.
 */
export async function lookAfterCopy(options: CaretakerOptions, signal: AbortSignal): Promise<void> {
  const { survey, pictures, isVisible, sleep } = options;
  let done = '';
  let hasAsked = false;
  let last: PictureRound | undefined;

  /** True where nothing is left to do before something is new. */
  async function look(): Promise<boolean> {
    const current = await survey.current();
    noteLoss(options, current);
    if (!current) return false;
    askOnce();
    const isNew = placeOf(current) !== done;
    if (isNew || !last || !SETTLED.has(last.end)) {
      last = await pictures.run({ signal });
      if (SETTLED.has(last.end)) tellReady(options, last.end);
      done = placeOf(current);
    }
    // A round takes its time: what was forgotten or replaced meanwhile is not remembered, or its loss would be told.
    const now = await survey.current();
    if (signal.aborted || now?.storeId !== current.storeId) return false;
    remember(options, now, last);
    return SETTLED.has(last.end);
  }

  /** Changes that wait are nowhere else (fault D7). */
  function askOnce(): void {
    if (hasAsked || options.unsent() === 0) return;
    hasAsked = true;
    options.askToKeep();
  }

  let pauseMs = SOON_MS;
  while (!signal.aborted) {
    await sleep(pauseMs, signal).catch(() => undefined);
    if (signal.aborted) return;
    // Storage that does not answer is the worker's matter; here there is only the next look.
    const isSettled = isVisible() && (await look().catch(() => false));
    survey.close();
    pauseMs = isSettled ? LATER_MS : Math.min(pauseMs * 2, LATER_MS);
  }
}

/** After these ends there is no better one to come by itself. */
const SETTLED: ReadonlySet<PicturesEnd> = new Set(['whole', 'no-room', 'save-data', 'refused']);

const SOON_MS = 1000;
const LATER_MS = 60_000;

function placeOf({ log, seq }: Current): string {
  return `${log} ${seq}`;
}

function tellReady({ memory, onReady }: CaretakerOptions, end: PicturesEnd): void {
  if (memory.firstReady()) onReady(end === 'whole' ? 'whole' : 'texts');
}

function noteLoss(
  { memory, database, now, onLost }: CaretakerOptions,
  current: Current | undefined,
): void {
  const before = memory.read();
  // Another name is another build's database; its own content was taken over (fault V1).
  if (before?.database !== database || before.storeId === current?.storeId) return;
  memory.lose({ ...before, foundAt: now() });
  memory.forgetCopy();
  onLost();
}

function remember(
  { memory, database, unsent, now }: CaretakerOptions,
  { storeId, collections }: Current,
  { kept, total }: PictureRound,
): void {
  const records = Object.values(collections).reduce((sum, { count }) => sum + count, 0);
  const before = memory.read();
  memory.write({
    database,
    storeId,
    at: now(),
    records,
    pictures: total > 0 ? kept : (before?.pictures ?? 0),
    unsent: unsent(),
  });
}
