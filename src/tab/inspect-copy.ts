import type { Collection } from '../model/schema.ts';
import { cachePrefix, namesFor, PUBLIC_SCOPE, shellCachePrefix } from '../protocol/names.ts';
import type { Outcome } from '../protocol/failure.ts';
import type { Diagnostics, KeptFeed } from '../protocol/worker-api.ts';
import type { Current } from '../store/layout.ts';
import { openSurvey, type CollectionSize } from '../store/survey.ts';
import type { Client, Readings } from './client.ts';
import type { KeepOptions, PictureCount, PictureRound } from './keep-pictures.ts';
import { openPictureKeeper } from './open-picture-keeper.ts';
import type { CopyMemory } from './remembered-copy.ts';
import { readRungs } from './rungs.ts';
import { copyMemory } from './start-caretaker.ts';

/** What can be found out about the copy and whatever keeps it, at one moment. What cannot be is undefined. */
export interface Findings {
  readonly sizes: readonly CollectionSize[];
  readonly current: Current | undefined;
  readonly diagnostics: Diagnostics | undefined;
  readonly readings: Readings;
  readonly feeds: readonly FoundFeed[];
  /** The whole origin's bytes, and what the browser grants it. */
  readonly storage: { readonly used: number; readonly granted: number } | undefined;
  /** The browser has promised not to remove anything by itself. */
  readonly isPromised: boolean;
  /** The pages' own code is kept, and a service worker answers with it. */
  readonly isShellKept: boolean;
}

/** What is kept of a live feed here, or why nothing could be. */
export interface FoundFeed {
  readonly name: string;
  readonly kept: Outcome<KeptFeed | null> | undefined;
}

/** A look at what is kept in this browser. */
export interface Inspection {
  look(): Promise<Findings>;
  /** Goes through all records, so not for every moment; undefined where nothing is kept, and when the signal aborts. */
  countPictures(signal: AbortSignal): Promise<PictureCount | undefined>;
  /** Asks the browser for its promise, and fetches everything that is not here yet. Rejects when the signal aborts. */
  downloadAll(options: KeepOptions): Promise<PictureRound>;
  /** Lets go of what is kept beside the copy: pictures, last-known content, what is remembered. */
  forgetFiles(): Promise<void>;
  readonly memory: CopyMemory;
  close(): void;
}

/** Opens an inspection of one site's copy; nothing is looked at before the first question. */
export function openInspection({
  basePath,
  collections,
  feeds,
  client,
}: {
  readonly basePath: string;
  readonly collections: readonly Collection[];
  readonly feeds: readonly { readonly name: string }[];
  readonly client: Client;
}): Inspection {
  const { database } = namesFor(basePath, PUBLIC_SCOPE, collections);
  const isKept = readRungs(location.search).idb;
  const survey = openSurvey({ database, collections, indexedDB: isKept ? indexedDB : undefined });
  const pictures = openPictureKeeper({ basePath, collections, survey });
  const memory = copyMemory(basePath);

  /** What the browser refuses, or has none of, is not known. */
  const known = <T>(asked: Promise<T> | undefined): Promise<T | undefined> =>
    Promise.resolve(asked).catch(() => undefined);

  return Object.freeze<Inspection>({
    async look() {
      const [sizes, current, diagnostics, found, estimate, isPromised, isShellKept] =
        await Promise.all([
          known(survey.sizes()),
          known(survey.current()),
          known(client.diagnostics()),
          Promise.all(
            feeds.map(async ({ name }) => ({ name, kept: await known(client.feed(name)) })),
          ),
          known(navigator.storage?.estimate()),
          known(navigator.storage?.persisted()),
          known(hasShell(basePath)),
        ]);
      const { usage, quota } = estimate ?? {};
      return {
        sizes: sizes ?? [],
        current,
        diagnostics: diagnostics?.ok ? diagnostics.value : undefined,
        readings: client.readings(),
        feeds: found,
        storage: usage !== undefined && quota ? { used: usage, granted: quota } : undefined,
        isPromised: isPromised === true,
        isShellKept: isShellKept === true,
      };
    },
    countPictures: (signal) => known(pictures.count(signal)),
    async downloadAll(options) {
      // Firefox asks the person, so only as the answer to a click; whatever is said, the pictures are fetched.
      await known(navigator.storage?.persist());
      await client.checkNow();
      return pictures.run({ ...options, isAsked: true });
    },
    async forgetFiles() {
      const names = (await known(globalThis.caches?.keys())) ?? [];
      const shell = shellCachePrefix(basePath);
      // The shell stays: without it this page could not be opened again.
      const ours = names.filter(
        (name) => name.startsWith(cachePrefix(basePath)) && !name.startsWith(shell),
      );
      await Promise.all(ours.map((name) => caches.delete(name)));
      memory.clear();
    },
    memory,
    close: () => survey.close(),
  });
}

async function hasShell(basePath: string): Promise<boolean> {
  if (!navigator.serviceWorker?.controller) return false;
  const prefix = shellCachePrefix(basePath);
  return (await caches.keys()).some((name) => name.startsWith(prefix));
}
