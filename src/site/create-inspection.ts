import { createEffect, createSignal, on, onCleanup, onMount, type Accessor } from 'solid-js';
import type { PictureCount } from '../tab/keep-pictures.ts';
import { openInspection, type Findings, type Inspection } from '../tab/inspect-copy.ts';
import { readServerStatus, type ServerAnswer } from '../tab/server-status.ts';
import { createClock, useClient } from '../tab/solid.tsx';
import { collections } from './collections.ts';
import { useSite } from './site-context.tsx';

/** Everything that the status page tells, kept up to date while it can be seen. */
export interface LiveInspection {
  readonly inspection: Inspection;
  readonly findings: Accessor<Findings | undefined>;
  readonly pictures: Accessor<PictureCount | undefined>;
  readonly setPictures: (count: PictureCount | undefined) => void;
  /** Undefined until it has answered for the first time. */
  readonly server: Accessor<ServerAnswer | undefined>;
  /** Looks at everything again, now. */
  readonly renew: () => void;
}

/** Inspects this page's copy until its owner goes. */
export function createInspection(): LiveInspection {
  const { status } = useSite();
  const basePath = import.meta.env.BASE_URL;
  const inspection = openInspection({ basePath, collections, client: useClient() });
  const [findings, setFindings] = createSignal<Findings>();
  const [pictures, setPictures] = createSignal<PictureCount>();
  const [server, setServer] = createSignal<ServerAnswer>();
  let isLooking = false;

  const look = async () => {
    // A slow look is not overtaken by the next one.
    if (isLooking) return;
    isLooking = true;
    setFindings(await inspection.look());
    isLooking = false;
  };
  const count = async () => setPictures(await inspection.countPictures());
  const ask = async () => setServer(await readServerStatus(basePath));
  const renew = () => void Promise.all([look(), count(), ask()]);

  const often = createClock(LOOK_MS);
  const seldom = createClock(ASK_MS);
  createEffect(on(often, () => void look(), { defer: true }));
  createEffect(on(seldom, () => void Promise.all([ask(), count()]), { defer: true }));
  createEffect(on(() => [status().phase, status().role], renew, { defer: true }));
  onMount(() => {
    renew();
    // A page in the back/forward cache may not hold the database (fault B1).
    const close = () => inspection.close();
    addEventListener('pagehide', close);
    onCleanup(() => {
      removeEventListener('pagehide', close);
      close();
    });
  });
  return { inspection, findings, pictures, setPictures, server, renew };
}

const LOOK_MS = 2000;
const ASK_MS = 10_000;
