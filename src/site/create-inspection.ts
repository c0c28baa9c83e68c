import {
  createEffect,
  createMemo,
  createSignal,
  on,
  onCleanup,
  onMount,
  type Accessor,
} from 'solid-js';
import { followPage } from '../tab/follow-page.ts';
import type { PictureCount } from '../tab/keep-pictures.ts';
import { openInspection, type Findings, type Inspection } from '../tab/inspect-copy.ts';
import { createClock, useClient } from '../tab/solid.tsx';
import { collections } from './collections.ts';
import { createServer, type LiveServer } from './create-server.ts';
import { feeds } from './feeds.ts';
import { useSite } from './site-context.tsx';

/** Everything that the status page tells, kept up to date while it can be seen. */
export interface LiveInspection {
  readonly inspection: Inspection;
  readonly findings: Accessor<Findings | undefined>;
  readonly pictures: Accessor<PictureCount | undefined>;
  readonly setPictures: (count: PictureCount | undefined) => void;
  readonly server: LiveServer['server'];
  /** Looks at everything again, now. */
  readonly renew: () => void;
}

/** Inspects this page's copy until its owner goes. */
export function createInspection(): LiveInspection {
  const { status } = useSite();
  const basePath = import.meta.env.BASE_URL;
  const inspection = openInspection({ basePath, collections, feeds, client: useClient() });
  const [findings, setFindings] = createSignal<Findings>();
  const [pictures, setPictures] = createSignal<PictureCount>();
  const { server, ask: askServer } = createServer(basePath);
  let leaving = new AbortController();
  let isLooking = false;

  const look = async () => {
    // A slow look is not overtaken by the next one.
    if (isLooking) return;
    isLooking = true;
    const { signal } = leaving;
    const found = await inspection.look();
    // What was given up half-way found nothing.
    if (!signal.aborted) setFindings(found);
    isLooking = false;
  };
  let isCounting = false;
  let isCountDue = false;
  /** Reads all of the copy, so never twice at a time: once more where it is asked for meanwhile. */
  const count = async () => {
    isCountDue = true;
    if (isCounting) return;
    isCounting = true;
    while (isCountDue) {
      isCountDue = false;
      const { signal } = leaving;
      const counted = await inspection.countPictures(signal);
      if (!signal.aborted) setPictures(counted);
    }
    isCounting = false;
  };
  const countMissing = () => {
    const found = pictures();
    if (found && found.kept < found.total) void count();
  };
  const ask = async () => {
    // Where there is no copy yet, to look for one costs nothing.
    if (!pictures() && !isCounting) void count();
    await askServer();
  };
  const renew = () => void Promise.all([look(), count(), ask()]);

  const often = createClock(LOOK_MS);
  const seldom = createClock(ASK_MS);
  createEffect(on(often, () => void look(), { defer: true }));
  createEffect(on(seldom, () => void ask(), { defer: true }));
  createEffect(
    on(
      () => [status().phase, status().role],
      () => void Promise.all([look(), ask()]),
      { defer: true },
    ),
  );
  const rarely = createClock(COUNT_MS);
  // The caretaker of this page, or of another tab, fetches them one by one.
  createEffect(on(rarely, countMissing, { defer: true }));
  const version = createMemo(() => `${status().version?.log} ${status().version?.seq}`);
  createEffect(on(version, () => void count(), { defer: true }));
  onMount(() => {
    renew();
    const close = () => {
      isCountDue = false;
      leaving.abort();
      leaving = new AbortController();
      inspection.close();
    };
    const gone = new AbortController();
    followPage(window, gone.signal, (isLeft) => (isLeft ? close : renew)());
    onCleanup(() => {
      gone.abort();
      close();
    });
  });
  return { inspection, findings, pictures, setPictures, server, renew };
}

const LOOK_MS = 2000;
const ASK_MS = 10_000;
const COUNT_MS = 10_000;
