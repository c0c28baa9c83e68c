import type { Host } from '../protocol/worker-api.ts';
import type { FoundFeed } from '../tab/inspect-copy.ts';
import type { PictureCount, PicturesEnd } from '../tab/keep-pictures.ts';
import type { LostCopy } from '../tab/remembered-copy.ts';
import type { Rungs } from '../tab/rungs.ts';
import { clockTime, grouped } from './dates.ts';
import { failureWords } from './detail-words.ts';
import { ageOf } from './words.ts';

/** Every sentence of the status page that is its own; those of states are in words.ts. */
export const statusWords = {
  lede: 'What is kept on this device, how old it is, and what keeps it so.',
  lostTitle: 'This browser had removed the copy',
  fine: 'Fine',
  forcedTitle: 'Tried out by address',
  letGo: 'Go on without',

  copyTitle: 'The copy on this device',
  byPart: 'Part by part',
  collection: 'Part',
  records: 'Records',
  size: 'Size',
  changed: 'Source read',
  all: 'All of it',
  nothingKept: 'Nothing is kept here yet.',
  details: 'For the curious',
  version: 'Version',
  hits: 'Answered',
  misses: 'Not yet',
  writes: 'Written',
  chunks: 'Chunks',
  rows: 'Changed rows',
  detailsWhy:
    'Answered: reads of this tab that the copy had an answer to. Not yet: those before it came. Written: how often this worker has changed it.',

  offlineTitle: 'Without a network',
  pages: 'Pages',
  pagesKept: 'Kept: the site opens without a network.',
  pagesNotYet:
    'Not kept yet. On a first visit that takes a few seconds, where the browser allows it.',
  pagesNotKept: 'Not kept: this browser, or this address, does without a service worker.',
  texts: 'Texts',
  textsKept: 'Kept, every one that is published.',
  textsNotYet: 'Not kept yet.',
  textsNotKept: 'Not kept: they are fetched anew on each visit.',
  pictures: 'Pictures',
  picturesUnknown: 'Not known yet.',
  picturesNotKept: 'Those that you have seen, at most.',
  promise: 'Promise',
  promised: 'This browser has promised to keep all this until you remove it.',
  notPromised:
    'This browser may remove it when the device is full. Installing the site, or downloading everything, makes that less likely.',
  mayBeRemoved: 'This browser may remove it when the device is full.',
  nothingToPromise: 'None, since the texts are not kept.',
  room: 'Room',
  download: 'Download everything',
  downloading: 'Downloading…',
  stop: 'Stop',

  changesTitle: 'Your changes',
  noChanges: 'None is waiting.',
  noChangesEver: 'From this copy nothing can be sent.',
  whyReadOnly:
    'This site is published as plain files: there is no server behind it that could take likes, reviews or edits, so all that would need one is hidden.',
  whyNoWrites: 'The server behind it takes no changes, so all that would send some is hidden.',

  workTitle: 'Who keeps it',
  host: 'Worker',
  otherOwner: 'Another worker on this device does the checking; this one only reads.',
  tabs: 'Tabs',
  checks: 'Checks',
  saved: 'Saved',
  latency: 'Last check',
  broadcasts: 'Messages',
  subscriptions: 'Live queries',
  feeds: 'Live feeds',
  lastFailure: 'Last trouble',
  noFailure: 'None since this worker started.',
  noWorker: 'No worker answers at the moment.',

  serverTitle: 'The server behind it',
  plainFiles: 'There is none: the site is made of plain files.',
  unreachable: 'It does not answer at the moment.',
  asking: 'Asking…',
  sourceRead: 'Source read',
  shownAsOf: 'Shown as of',
  calls: 'Calls',
  attention: 'For its owner',
  heldWhy:
    'So large a deletion may be a slip, so the site goes on showing what was there. An editor may let it go; that cannot be undone.',
  token: 'Editor token',
  confirm: 'Let them go',
  wrongToken: 'This token is not the right one. Whoever runs the site has it.',
  confirmFailed: 'Nobody knows whether it worked. Please look again in a moment.',

  installTitle: 'As an app',
  install: 'Install',
  installed: 'It runs as an app already.',
  installIos: 'In the browser’s share menu, choose ‘Add to Home Screen’.',
  installFirefox:
    'On a phone, choose ‘Install’ in Firefox’s menu. On a computer Firefox installs no sites; Chrome, Edge and Safari do.',
  installOther: 'This browser offers it in its own menu, if it can.',

  happensTitle: 'What happens when…',

  forgetTitle: 'Forget everything here',
  forgetWhy:
    'Removes the copy, the pictures, what is remembered of them, what was read, and what is typed in forms but not sent, and begins as on a first visit. What is nowhere else stays: your to-do list, which has ‘Delete’ on its own page, and the past of the dashboard’s figures.',
  forget: 'Forget everything',
  forgetAsk: 'Really forget it all?',
  forgetStays: 'What is typed in forms and not sent goes too. Your to-do list stays.',
  forgetNow: 'Yes, forget it',
  forgetUnsent: 'Forget all, changes too',
  keep: 'Keep it',
  saveFirst: 'Save as a file first',
  forgotten: 'Forgotten. The copy is fetched anew while a page is open.',
} as const;

/** 3 as '3 bytes', 100 as '1 kB', 68000 as '68 kB', 1234567 as '1.2 MB'. */
export function bytesOf(bytes: number): string {
  if (bytes < 100) return `${bytes} bytes`;
  if (bytes < 999_500) return `${grouped(Math.max(1, Math.round(bytes / 1000)))} kB`;
  const [unit, size] = bytes < 999_500_000 ? ['MB', 1e6] : ['GB', 1e9];
  const value = bytes / Number(size);
  return `${value < 10 ? value.toFixed(1).replace(/\.0$/, '') : grouped(Math.round(value))} ${unit}`;
}

/** 'All 40 are kept.', or how many, and why not the others. */
export function picturesOf({ kept, total }: PictureCount, end?: PicturesEnd): string {
  if (total === 0) return 'There are none.';
  if (kept === total)
    return total === 1 ? 'The one there is, is kept.' : `All ${grouped(total)} are kept.`;
  const some = `${grouped(kept)} of ${grouped(total)} are kept.`;
  const why = end && PICTURE_ENDS[end];
  return why ? `${some} ${why}` : some;
}

const PICTURE_ENDS: Partial<Readonly<Record<PicturesEnd, string>>> = {
  'no-room': 'There is no room for more: the newest come first.',
  'no-network': 'The network went; the others follow when it is back.',
  refused: 'The others could not be kept.',
  unkept: 'This browser keeps no more.',
};

/** '1.2 MB of the 120 GB that this browser grants'. */
export function roomOf({
  used,
  granted,
}: {
  readonly used: number;
  readonly granted: number;
}): string {
  return `${bytesOf(used)} used of the ${bytesOf(granted)} that this browser grants.`;
}

/** What was lost, when, and what became of it. */
export function lostOf(lost: LostCopy, now: number): string {
  const seen = `It was last here ${ageOf(now - lost.at)} (${clockTime(lost.at, now)})`;
  const what = `${grouped(lost.records)} records and ${grouped(lost.pictures)} pictures`;
  const changes = lost.unsent === 1 ? 'One change' : `${grouped(lost.unsent)} changes`;
  const unsent =
    lost.unsent === 0
      ? 'No change of yours was among them.'
      : `${changes} of yours had not been sent, and went with them.`;
  const found = `They were found gone at ${clockTime(lost.foundAt, now)}, and are fetched anew by themselves.`;
  return `${seen}: ${what}. ${unsent} ${found}`;
}

/** What an address forces, a sentence for each. */
export function forcedBy(rungs: Rungs): readonly string[] {
  return (Object.keys(FORCED) as (keyof Rungs)[])
    .filter((rung) => !rungs[rung])
    .map((rung) => FORCED[rung]);
}

const FORCED: Readonly<Record<keyof Rungs, string>> = {
  shared: 'No shared worker (?shared=0): each tab has a worker, and one of them leads.',
  worker: 'No worker at all (?worker=0): the page does the work itself.',
  idb: 'No database (?idb=0): nothing is kept, all of it lives in memory.',
  sw: 'No service worker (?sw=0): the site does not open without a network.',
  bc: 'No broadcasts (?bc=0): the tab looks for itself, once a second.',
};

/** Where the engine runs, and which of its lives this is. */
export function hostOf(host: Host, epoch: number | undefined): string {
  const life = epoch ? `, the ${grouped(epoch)}${ordinal(epoch)} to keep this copy` : '';
  return `${HOSTS[host]}${life}.`;
}

const HOSTS: Readonly<Record<Host, string>> = {
  shared: 'One worker for all tabs',
  dedicated: 'A worker of this tab’s own',
  page: 'This page itself',
};

function ordinal(n: number): string {
  const teen = n % 100 >= 11 && n % 100 <= 13;
  return (teen ? undefined : { 1: 'st', 2: 'nd', 3: 'rd' }[n % 10]) ?? 'th';
}

/** '1,204, of which 1,198 found nothing new and 2 failed'. */
export function checksOf(polls: number, unchanged: number, failed: number): string {
  const failures = failed > 0 ? ` and ${grouped(failed)} failed` : '';
  return `${grouped(polls)}, of which ${grouped(unchanged)} found nothing new${failures}.`;
}

/** What the checks cost, and what fetching all of it at each of them would have. */
export function savedOf(bytes: number, unchanged: number, copy: number): string {
  const cost = `${bytesOf(bytes)} fetched in all.`;
  if (copy === 0 || unchanged === 0) return cost;
  return `${cost} Without hashes and versions it would have been ${bytesOf(bytes + unchanged * copy)}.`;
}

/** How many messages went to the tabs. */
export function messagesOf(count: number): string {
  return `${grouped(count)} to all tabs.`;
}

/** 'This one.', or how many are served. */
export function tabsOf(tabs: number): string {
  return tabs === 1 ? 'This one.' : `${grouped(tabs)}, and one check serves them all.`;
}

/** 'The network does not answer. 5 minutes ago' in one sentence with its age. */
export function troubleOf(sentence: string, at: number, now: number): string {
  return `${sentence} (${ageOf(now - at)})`;
}

/** 'posts: as of 2 minutes ago', of what is kept here: a feed is read only while a tab shows it. */
export function feedOf({ name, kept }: FoundFeed, now: number): string {
  if (kept?.ok === false) return `${name}: ${failureWords[kept.error.code]}`;
  return kept?.value
    ? `${name}: as of ${ageOf(now - kept.value.at)}`
    : `${name}: not read here yet`;
}

/** '312 this month on the plan ‘team’, 99,688 of 100,000 left.' */
export function callsOf(month: {
  readonly used: number;
  readonly left: number | null;
  readonly limit: number | null;
}): string {
  const used = `${grouped(month.used)} this month`;
  if (month.left === null || month.limit === null) return `${used}; this plan has no limit.`;
  return `${used}, ${grouped(month.left)} of ${grouped(month.limit)} left.`;
}

/** '12 of 24 articles are gone at the source since 14:02.' */
export function heldOf(count: number, of: number, collection: string): string {
  return `${grouped(count)} of ${grouped(of)} in ‘${collection}’ are gone at the source, and are held here.`;
}

/** '12 deletions were let go.' */
export function releasedOf(count: number): string {
  return count === 1 ? 'One deletion was let go.' : `${grouped(count)} deletions were let go.`;
}

/** What the question before forgetting says of unsent changes. */
export function unsentBefore(count: number): string {
  return count === 1
    ? 'One change of yours is on this device only. Save it as a file first, or it is lost.'
    : `${grouped(count)} changes of yours are on this device only. Save them as a file first, or they are lost.`;
}
