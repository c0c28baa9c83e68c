import type { Collection } from '../model/schema.ts';
import { cachePrefix, namesFor, PUBLIC_SCOPE } from '../protocol/names.ts';
import { sleep } from '../store/sleep.ts';
import { openSurvey } from '../store/survey.ts';
import { lookAfterCopy, type CaretakerOptions } from './caretaker.ts';
import type { Client } from './client.ts';
import { followPage } from './follow-page.ts';
import { openPictureKeeper } from './open-picture-keeper.ts';
import { createCopyMemory, type CopyMemory } from './remembered-copy.ts';
import { readRungs } from './rungs.ts';

/** A site's copy in this browser. */
export interface CopyOf {
  readonly basePath: string;
  readonly collections: readonly Collection[];
  readonly client: Pick<Client, 'status' | 'onStatus'>;
}

/** Whom the caretaker tells, and until when. */
export interface CaretakerListeners {
  readonly onOfflineReady: CaretakerOptions['onReady'];
  readonly onCopyLost: () => void;
  readonly signal: AbortSignal;
}

/** Looks after the copy (caretaker.ts) while the page is open; lets go of everything when it is left or frozen (faults B1, B2). */
export function startCaretaker(copy: CopyOf, listeners: CaretakerListeners): void {
  const { basePath, collections, client } = copy;
  if (!readRungs(location.search).idb) return;
  const { database } = namesFor(basePath, PUBLIC_SCOPE, collections);
  const survey = openSurvey({ database, collections, indexedDB });
  const options: CaretakerOptions = {
    survey,
    pictures: openPictureKeeper({ basePath, collections, survey }),
    memory: copyMemory(basePath),
    database,
    unsent: () => client.status().outbox.queued + client.status().outbox.rejected,
    askToKeep: () => void navigator.storage?.persist().catch(() => undefined),
    now: Date.now,
    sleep,
    isVisible: () => document.visibilityState === 'visible',
    onReady: listeners.onOfflineReady,
    onLost: listeners.onCopyLost,
  };
  let session = new AbortController();
  const { signal } = listeners;
  const begin = () => {
    session = new AbortController();
    void lookAfterCopy(options, AbortSignal.any([session.signal, signal]));
  };
  const follow = (isLeft: boolean) => {
    if (!isLeft) return session.signal.aborted && begin();
    session.abort();
    survey.close();
  };
  followPage(window, signal, follow);
  begin();
}

/** What is remembered of the copy of the site at this base path. */
export function copyMemory(basePath: string): CopyMemory {
  return createCopyMemory(() => localStorage, cachePrefix(basePath) + PUBLIC_SCOPE);
}
