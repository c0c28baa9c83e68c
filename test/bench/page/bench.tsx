import { For, render } from 'solid-js/web';
import { articles, collections } from '../../../src/site/collections.ts';
import { namesFor } from '../../../src/protocol/names.ts';
import { openClient, type Client } from '../../../src/tab/client.ts';
import { openSearch } from '../../../src/tab/open-search.ts';
import { readRungs } from '../../../src/tab/rungs.ts';
import { ClientProvider, createAll } from '../../../src/tab/solid.tsx';
import { scriptUrl } from '../../../src/tab/trusted-types.ts';
import floorWorkerUrl from './floor-worker.ts?sharedworker&url';
import * as floors from './floors.ts';

/** What the bench may ask of a page; every time is in milliseconds. */
export interface BenchPage {
  readonly floors: typeof floors;
  /** From the client's start in a loaded page to 50 titles in the DOM, and to everything committed. */
  start(): Promise<{ readonly titlesMs: number; readonly committedMs: number }>;
  /** From the client's start to 50 titles, where nothing may ever be committed (no server). */
  startOffline(): Promise<number>;
  /** From asking for a check to the first title carrying the mark. */
  checkUntilShown(mark: string): Promise<number>;
  /** A check that is expected to find nothing. */
  check(): Promise<number>;
  /** From the first word to the search until everything is indexed, and each question's time there and back. */
  search(questions: readonly string[]): Promise<{
    readonly buildMs: number;
    readonly answerMs: readonly number[];
  }>;
  /** The moments (milliseconds since 1970) at which a commit was heard of, and the first title carried the mark. */
  follow(mark: string): Promise<{ readonly heardAt: number; readonly shownAt: number }>;
  openFloorWorker(): floors.FloorWorker;
  close(): void;
}

const BASE = import.meta.env.BASE_URL;
let client: Client | undefined;
const root = document.querySelector<HTMLElement>('#root')!;

const bench: BenchPage = {
  floors,
  async start() {
    const begun = performance.now();
    open();
    const titles = shown(() => root.querySelectorAll('li').length === 50);
    const committed = new Promise<number>((resolve) => {
      const look = () => client!.status().version && resolve(performance.now());
      client!.onStatus(look);
      look();
    });
    return { titlesMs: (await titles) - begun, committedMs: (await committed) - begun };
  },
  async startOffline() {
    const begun = performance.now();
    open();
    return (await shown(() => root.querySelectorAll('li').length === 50)) - begun;
  },
  async checkUntilShown(mark) {
    const begun = performance.now();
    const seen = shown(() => firstTitle().includes(mark));
    await client!.checkNow();
    return (await seen) - begun;
  },
  async check() {
    const begun = performance.now();
    await client!.checkNow();
    return performance.now() - begun;
  },
  async follow(mark) {
    const channel = new BroadcastChannel(namesFor(BASE, 'public', collections).channel);
    const heard = new Promise<number>((resolve) => {
      channel.onmessage = ({ data }: MessageEvent<{ type: string }>) => {
        if (data.type === 'committed') resolve(performance.timeOrigin + performance.now());
      };
    });
    const shownAt = performance.timeOrigin + (await shown(() => firstTitle().includes(mark)));
    const heardAt = await heard;
    channel.close();
    return { heardAt, shownAt };
  },
  async search(questions) {
    const begun = performance.now();
    const search = openSearch({
      client: client!,
      collections,
      rungs: readRungs(''),
      basePath: BASE,
    });
    await new Promise<void>((resolve) =>
      search.onStatus(({ state }) => state === 'ready' && resolve()),
    );
    const buildMs = performance.now() - begun;
    const answerMs: number[] = [];
    for (const question of questions) {
      const askedAt = performance.now();
      await search.search(question, 20);
      answerMs.push(performance.now() - askedAt);
    }
    return { buildMs, answerMs };
  },
  openFloorWorker: () => floors.openFloorWorker(scriptUrl(floorWorkerUrl) as unknown as string),
  close() {
    client?.close();
    root.replaceChildren();
  },
};

Object.assign(globalThis, { bench });

function open(): void {
  client = openClient({ collections, basePath: BASE });
  render(
    () => (
      <ClientProvider client={client!}>
        <Titles />
      </ClientProvider>
    ),
    root,
  );
}

function Titles() {
  const list = createAll(articles, () => ({
    orderBy: [['publishedAt', 'desc']],
    limit: 50,
    select: ['slug', 'title', 'description', 'author', 'image', 'images', 'publishedAt'],
  }));
  return (
    <ul>
      <For each={list.rows}>{(row) => <li>{row.title}</li>}</For>
    </ul>
  );
}

function firstTitle(): string {
  return root.querySelector('li')?.textContent ?? '';
}

/** The moment at which the DOM first satisfies this. */
function shown(isShown: () => boolean): Promise<number> {
  return new Promise((resolve) => {
    const watch = new MutationObserver(look);
    function look() {
      if (!isShown()) return;
      watch.disconnect();
      resolve(performance.now());
    }
    watch.observe(root, { childList: true, subtree: true, characterData: true });
    look();
  });
}
