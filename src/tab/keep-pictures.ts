import type { Collection } from '../model/schema.ts';
import { pictureAt } from '../protocol/media-forms.ts';
import type { Survey } from '../store/survey.ts';
import { fittingForm, pictureLister, type ListedPicture } from './picture-list.ts';

/** How many pictures of the copy are on this device, of all that it has. */
export interface PictureCount {
  readonly kept: number;
  readonly total: number;
}

/**
 * How a round ended. 'whole': every picture is here. 'no-room': those that the limit leaves room for. 'save-data': the
 * reader asks for little traffic. 'no-network': it went. 'refused': fetched, but not here: the browser or the site would not.
 * 'elsewhere': another tab is at it. 'unkept': there is nobody to keep them, or nothing whose pictures they would be.
 */
export type PicturesEnd = 'whole' | 'no-room' | 'save-data' | 'no-network' | 'refused' | Idle;
type Idle = 'elsewhere' | 'unkept';

/** A round, and what is here after it as far as it was looked at. */
export interface PictureRound extends PictureCount {
  readonly end: PicturesEnd;
}

/** Keeps the pictures that no screen has shown yet, so that the whole site reads without a network (B49). */
export interface PictureKeeper {
  /** What is here; undefined where nothing is kept. Goes on when nothing else is to be done; rejects when the signal aborts. */
  count(signal: AbortSignal): Promise<PictureCount | undefined>;
  /**
   * One round: fetches a fitting width of every picture that is not here, a few at a time, when nothing else is to be done;
   * what the page shows comes first. `isAsked`: by a person, who waits for their turn, and whose word is above Save-Data.
   * Aborting ends it between two pictures, and rejects with the signal's reason.
   */
  run(options: KeepOptions): Promise<PictureRound>;
}

/** How a round is made. */
export interface KeepOptions {
  readonly signal: AbortSignal;
  readonly isAsked?: boolean;
  readonly onProgress?: (count: PictureCount) => void;
}

/** A picture in the service worker's cache. */
export interface KeptPicture {
  readonly address: string;
  readonly bytes: number;
}

/** What keeping pictures needs of its page. */
export interface PictureEnvironment {
  readonly collections: readonly Collection[];
  readonly survey: Pick<Survey, 'current' | 'batches'>;
  /** The absolute address of a picture's `src`. */
  readonly addressOf: (src: string) => string;
  /** What is in the cache now. */
  readonly kept: () => Promise<readonly KeptPicture[]>;
  /** Addresses on the page: on a first visit they were loaded before there was a service worker to keep them. */
  readonly onPage: () => readonly string[];
  /** How wide a picture is shown at most, in the screen's own pixels. */
  readonly pixels: () => number;
  /** Fetches through the service worker, which keeps it; gives its size, or undefined where the site refuses. Rejects without a network. */
  readonly fetch: (address: string, signal: AbortSignal) => Promise<number | undefined>;
  /** True where a service worker keeps what is fetched. */
  readonly isKeeping: () => boolean;
  readonly savesData: () => boolean;
  /** Settles when the page has nothing better to do; rejects when the signal aborts. */
  readonly idle: (signal: AbortSignal) => Promise<void>;
  readonly locks: Pick<LockManager, 'request'>;
  readonly lockName: string;
}

/** What a look at copy and cache finds. */
interface Plan {
  readonly total: number;
  /** Addresses that are wanted and not here, in the order in which they are fetched. */
  readonly missing: readonly string[];
  readonly bytes: number;
}

/** Nothing was looked at yet; `environment` is asked anew at each round. */
export function createPictureKeeper(environment: PictureEnvironment): PictureKeeper {
  const { survey, locks, lockName } = environment;
  /** What was fetched and is not here after all is not asked for once a minute. */
  const tried = new Set<string>();

  async function plan(signal: AbortSignal): Promise<Plan | undefined> {
    if (!(await survey.current())) return undefined;
    const kept = byMark(await environment.kept());
    const seen = new Set<string>();
    const missing: string[] = [];
    let bytes = 0;
    for await (const some of picturesOf(environment, signal)) {
      for (const picture of some) {
        const address = environment.addressOf(fittingForm(picture, environment.pixels()));
        const { mark, width } = formAt(address);
        if (seen.has(mark)) continue;
        seen.add(mark);
        const here = kept.get(mark);
        bytes += here?.bytes ?? 0;
        if (!here || here.width < width) missing.push(address);
      }
    }
    return { total: seen.size, missing, bytes };
  }

  // oxlint-disable-next-line max-lines-per-function -- one count is followed from beginning to end
  async function round({ signal, isAsked, onProgress }: KeepOptions): Promise<PictureRound> {
    const found = environment.isKeeping() ? await plan(signal) : undefined;
    if (!found) return { end: 'unkept', ...NOTHING };
    const { total, missing, bytes } = found;
    let kept = total - missing.length;
    onProgress?.({ kept, total });
    if (isAsked) tried.clear();
    const isSaving = !isAsked && environment.savesData();
    const shown = await shownUnkept();
    const all = [...shown, ...(isSaving ? [] : missing.filter((one) => !shown.includes(one)))];
    const todo = all.filter((address) => !tried.has(address));
    let room = MAX_BYTES - bytes;
    let end: PicturesEnd = 'refused';

    const lane = async () => {
      for (let next = todo.shift(); next !== undefined; next = todo.shift()) {
        if (room <= 0) {
          end = 'no-room';
          return;
        }
        await environment.idle(signal);
        const size = await environment.fetch(next, signal);
        tried.add(next);
        room -= size ?? 0;
        if (size === undefined || !missing.includes(next)) continue;
        kept++;
        onProgress?.({ kept, total });
      }
    };
    const lanes = Array.from({ length: LANES }, lane);
    try {
      await Promise.all(lanes);
    } catch {
      // The other lane ends with what it has under way: the lock is let go of after it, and nothing is told later.
      todo.length = 0;
      await Promise.allSettled(lanes);
      signal.throwIfAborted();
      return { end: 'no-network', kept, total };
    }
    if (kept === total) end = 'whole';
    else if (isSaving) end = 'save-data';
    return { end, kept, total };
  }

  async function shownUnkept(): Promise<readonly string[]> {
    const kept = new Set((await environment.kept()).map(({ address }) => address));
    return environment.onPage().filter((address) => !kept.has(address));
  }

  return Object.freeze<PictureKeeper>({
    async count(signal) {
      const found = await plan(signal);
      return found && { kept: found.total - found.missing.length, total: found.total };
    },
    run: (options) =>
      locks.request(
        lockName,
        options.isAsked ? { signal: options.signal } : { ifAvailable: true },
        (lock) => (lock ? round(options) : { end: 'elsewhere', ...NOTHING }),
      ),
  });
}

const NOTHING: PictureCount = { kept: 0, total: 0 };

/** Below what the service worker keeps, so that nothing that is fetched pushes out what was fetched just before. */
const MAX_BYTES = 45_000_000;

/** A reader's own requests share the connection with these. */
const LANES = 2;

/** The pictures of the copy, some records at a time, each when nothing else is to be done. */
async function* picturesOf(
  environment: PictureEnvironment,
  signal: AbortSignal,
): AsyncGenerator<readonly ListedPicture[]> {
  for (const collection of environment.collections.filter(hasPictures)) {
    const list = pictureLister(collection);
    signal.throwIfAborted();
    for await (const records of environment.survey.batches(collection.name)) {
      await environment.idle(signal);
      yield records.flatMap(list);
    }
  }
}

function hasPictures({ fields }: Collection): boolean {
  return Object.values(fields).some(({ kind }) => kind === 'image' || kind === 'attachments');
}

/** The widest that is here of each picture, and what its forms take together. */
function byMark(
  all: readonly KeptPicture[],
): ReadonlyMap<string, { readonly width: number; readonly bytes: number }> {
  const kept = new Map<string, { width: number; bytes: number }>();
  for (const { address, bytes } of all) {
    const { mark, width } = formAt(address);
    const before = kept.get(mark) ?? { width: 0, bytes: 0 };
    kept.set(mark, { width: Math.max(before.width, width), bytes: before.bytes + bytes });
  }
  return kept;
}

/** Which picture an address is of, and how wide it is there; one without other widths is as wide as any. */
function formAt(address: string): { readonly mark: string; readonly width: number } {
  const { mark, width = Infinity } = pictureAt(address) ?? { mark: address };
  return { mark, width };
}
