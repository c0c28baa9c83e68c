import { batch, type Component } from 'solid-js';
import { For, render } from 'solid-js/web';
import { articles, collections, products } from '../../../src/site/collections.ts';
import { bumpProduct, saveProduct } from '../../../src/site/mutators.ts';
import { namesFor } from '../../../src/protocol/names.ts';
import type { Client } from '../../../src/tab/client.ts';
import { openClient } from '../../../src/tab/open-client.ts';
import { openSearch } from '../../../src/tab/open-search.ts';
import { readRungs } from '../../../src/tab/rungs.ts';
import { ClientProvider, createAll } from '../../../src/tab/solid.tsx';
import { scriptUrl } from '../../../src/tab/trusted-types.ts';
import floorWorkerUrl from './floor-worker.ts?sharedworker&url';
import * as floors from './floors.ts';
import { startTaps, type Taps } from './taps.ts';

/** What the bench may ask of a page; every time is in milliseconds. */
export interface BenchPage {
  readonly floors: typeof floors;
  /** From the client's start in a loaded page to 50 titles in the DOM, and to everything committed. */
  start(): Promise<{ readonly titlesMs: number; readonly committedMs: number }>;
  /** From the client's start to 50 titles, where nothing may ever be committed (no server). */
  startOffline(): Promise<number>;
  /** Puts every title into the DOM, sorted, where nothing is laid out or painted; settles when they are there. */
  startAll(): Promise<void>;
  /** Settles when the first title carries the mark. */
  followTitle(mark: string): Promise<void>;
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
  /** Shows all products by name, as an editor; gives their ids once they are here. */
  startProducts(): Promise<readonly string[]>;
  /** Renames a product; gives the moment (milliseconds since 1970) at which it was asked for. */
  rename(id: string, name: string): Promise<number>;
  /** The moment at which a product of this name is shown. */
  followName(name: string): Promise<number>;
  /** Counts up the versions of these products, all at once; gives how many were not kept. */
  bumpAll(ids: readonly string[]): Promise<number>;
  /** The moment at which the versions shown add up to this, counting a name without one as none. */
  followSum(sum: number): Promise<number>;
  /** Counts up a product's version again and again, or only watches what is shown. */
  startTaps(id?: string): Taps;
  /** The same for the floor. */
  countAll(ids: readonly string[]): Promise<void>;
  /** Milliseconds of the longest task of this page since it was last asked. */
  longestTask(): number;
  /** How many changes are not known to have arrived. */
  unsent(): number;
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
  async startAll() {
    open(AllTitles);
    await shown(() => root.querySelectorAll('li').length > 50);
  },
  async followTitle(mark) {
    await shown(() => firstTitle().includes(mark));
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
  openFloorWorker: () => floors.openFloorWorker(floorUrl()),
  async startProducts() {
    open(Products);
    await shown(() => root.querySelectorAll('li').length > 0);
    await new Promise<void>((resolve) => {
      const look = () => client!.status().version && resolve();
      client!.onStatus(look);
      look();
    });
    const signedIn = await client!.signIn('editor-sample');
    if (!signedIn.ok) throw new Error(signedIn.error.message);
    watchTasks();
    return [...root.querySelectorAll('li')].map((line) => line.dataset['id']!);
  },
  async rename(id, name) {
    const begunAt = performance.timeOrigin + performance.now();
    const made = await client!.mutate(saveProduct, { id, name });
    if (!made.ok) throw new Error(made.error.message);
    return begunAt;
  },
  followName: async (name) => performance.timeOrigin + (await shown(() => names().includes(name))),
  async bumpAll(ids) {
    const made = await Promise.all(ids.map((id) => client!.mutate(bumpProduct, { id })));
    return made.filter(({ ok }) => !ok).length;
  },
  followSum: async (sum) => performance.timeOrigin + (await shown(() => sumOf(names()) === sum)),
  startTaps: (id) =>
    startTaps(root, id === undefined ? id : () => client!.mutate(bumpProduct, { id })),
  countAll: (ids) => floors.countAll(floorUrl(), ids),
  longestTask() {
    const longest = longestMs;
    longestMs = 0;
    return longest;
  },
  unsent: () => client!.status().outbox.queued,
  close() {
    client?.close();
    root.replaceChildren();
  },
};

Object.assign(globalThis, { bench });

function open(view: Component = Titles): void {
  client = openClient({ collections, basePath: BASE, batch });
  render(() => <ClientProvider client={client!}>{view({})}</ClientProvider>, root);
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

function AllTitles() {
  const list = createAll(articles, () => ({
    orderBy: [['publishedAt', 'desc']],
    select: ['title'],
  }));
  return (
    <ul hidden>
      <For each={list.rows}>{(row) => <li>{row.title}</li>}</For>
    </ul>
  );
}

function Products() {
  const list = createAll(products, () => ({ orderBy: [['name', 'asc']], select: ['name'] }));
  return (
    <ul>
      <For each={list.rows}>{(row) => <li data-id={row.id}>{row.name}</li>}</For>
    </ul>
  );
}

function names(): readonly string[] {
  return [...root.querySelectorAll('li')].map((line) => line.textContent);
}

/** Version N is the N+1st. */
function sumOf(all: readonly string[]): number {
  return all.reduce((sum, name) => sum + Number(/v(\d+)$/.exec(name)?.[1] ?? -1) + 1, 0);
}

let longestMs = 0;

function watchTasks(): void {
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) longestMs = Math.max(longestMs, duration);
  }).observe({ entryTypes: ['longtask'] });
}

function floorUrl(): string {
  return scriptUrl(floorWorkerUrl) as unknown as string;
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
