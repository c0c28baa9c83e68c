import { describe, expect, it } from 'vitest';
import { READ_ONLY, type EngineStatus } from '../../src/protocol/worker-api.ts';
import { failureOf, failureWords, lastChecked } from '../../src/site/detail-words.ts';
import { siteConfig } from '../../src/site/site-config.ts';
import {
  ageOf,
  announcementOf,
  articleCount,
  badgeOf,
  badgeParts,
  copyLine,
  noSuchPage,
  titleOf,
  words,
} from '../../src/site/words.ts';

const now = new Date(2026, 9, 15, 14, 2, 30).getTime();
const SECOND = 1000;
const MINUTE = 60 * SECOND;
const fresh: EngineStatus = {
  ...READ_ONLY,
  phase: 'fresh',
  isOwner: true,
  host: 'shared',
  storage: 'indexeddb',
  version: { log: 'a', seq: 1 },
  checkedAt: now - 3 * SECOND,
  upstreamReadAt: now - 4 * SECOND,
};

it('[B57] titles a page with the site’s name', () => {
  expect(titleOf(words.home)).toBe(`Home · ${siteConfig.name}`);
  expect(titleOf(words.blog)).toBe(`Blog · ${siteConfig.name}`);
  expect(titleOf('In praise of the copy')).toBe(`In praise of the copy · ${siteConfig.name}`);
});

it('[B57] titles an article without a title like the blog', () => {
  expect(titleOf('')).toBe(`Blog · ${siteConfig.name}`);
});

it('[B46] calls the cold error by its name', () => {
  expect(words.errorTitle).toBe('Error fetching data');
});

it('[B58] calls an unknown route by its name', () => {
  expect(words.notFoundTitle).toBe('Not Found');
});

describe('the badge', () => {
  it('says in words how the copy is', () => {
    expect(badgeOf(fresh, now)).toBe('Up to date');
    expect(badgeOf({ ...fresh, phase: 'updating' }, now)).toBe('Updating…');
    expect(badgeOf({ ...fresh, phase: 'starting' }, now)).toBe('Opening…');
    expect(badgeOf({ ...fresh, isOutdated: true }, now)).toBe('New version ready');
  });

  it('[promise P1] says how many changes wait, with or without a network, and which were refused', () => {
    const holding = (queued: number, rejected = 0): EngineStatus => ({
      ...fresh,
      outbox: { ...fresh.outbox, queued, rejected },
    });
    expect(badgeOf(holding(1), now)).toBe('1 change waiting');
    expect(badgeOf(holding(1200, 1), now)).toBe('1,200 changes waiting');
    expect(badgeOf(holding(0, 2), now)).toBe('2 changes refused');
    const offlineSince = now - 12 * MINUTE;
    expect(badgeOf({ ...holding(2), phase: 'offline', offlineSince }, now)).toBe(
      'Offline since 13:50, 2 changes waiting',
    );
  });

  it('[promise P1] says with what waits that nothing keeps it, with or without a network', () => {
    const unkept: EngineStatus = {
      ...fresh,
      storage: 'memory',
      outbox: { ...fresh.outbox, queued: 2, storage: 'memory' },
    };
    expect(badgeOf(unkept, now)).toBe('2 changes waiting, not kept');
    const offlineSince = now - 12 * MINUTE;
    expect(badgeOf({ ...unkept, phase: 'offline', offlineSince }, now)).toBe(
      'Offline since 13:50, 2 changes waiting, not kept',
    );
  });

  it('[promise P8] says since when it is offline, with the day where that was not today', () => {
    const offlineSince = new Date(2026, 9, 15, 13, 50).getTime();
    expect(badgeOf({ ...fresh, phase: 'offline', offlineSince }, now)).toBe('Offline since 13:50');
    const yesterday = new Date(2026, 9, 14, 13, 50).getTime();
    expect(badgeOf({ ...fresh, phase: 'offline', offlineSince: yesterday }, now)).toBe(
      'Offline since 13:50 on 14 October',
    );
  });

  it('counts a first sync', () => {
    const { version: _none, ...cold } = fresh;
    const progress = { done: 120, total: 10_000 };
    expect(badgeOf({ ...cold, phase: 'syncing', progress }, now)).toBe('Loading 120 of 10,000');
    expect(badgeOf({ ...cold, phase: 'syncing' }, now)).toBe('Loading…');
  });

  it('[promise P8] says the age of the source once it is silent, though every check succeeds', () => {
    expect(badgeOf({ ...fresh, upstreamReadAt: now - 59 * SECOND }, now)).toBe('Up to date');
    expect(badgeParts({ ...fresh, upstreamReadAt: now - MINUTE - 1 }, now)).toEqual([
      'As of',
      ' ',
      '1 minute ago',
    ]);
    expect(badgeOf({ ...fresh, upstreamReadAt: now - 12 * MINUTE }, now)).toBe(
      'As of 12 minutes ago',
    );
  });

  it('says that nothing is kept, but that it is offline first', () => {
    const memory = { ...fresh, storage: 'memory' } as const;
    expect(badgeOf(memory, now)).toBe('Nothing is kept on this device');
    expect(badgeOf({ ...memory, phase: 'offline', offlineSince: now }, now)).toBe(
      'Offline since 14:02',
    );
  });
});

it('[promise P8] rounds an age down, and says the unit in the singular where it is one', () => {
  const ages = [0, 4, 5, 59, 60, 119, 3599, 3600, 7200, 86_399, 86_400, 3 * 86_400];
  expect(ages.map((seconds) => ageOf(seconds * SECOND))).toEqual([
    'just now',
    'just now',
    '5 seconds ago',
    '59 seconds ago',
    '1 minute ago',
    '1 minute ago',
    '59 minutes ago',
    '1 hour ago',
    '2 hours ago',
    '23 hours ago',
    '1 day ago',
    '3 days ago',
  ]);
  expect(ageOf(-5 * MINUTE)).toBe('just now');
});

it('[promise P8] says when it was last checked, and on every page which copy is being read', () => {
  expect(lastChecked(now - 12 * SECOND, now)).toBe('Last checked 12 seconds ago, at 14:02.');
  expect(lastChecked(undefined, now)).toBe('Not checked yet.');
  expect(copyLine(fresh, now)).toBe('Kept on this device, last checked at 14:02.');
  expect(copyLine({ ...fresh, storage: 'memory' }, now)).toBe(
    'Fetched for this visit, last checked at 14:02.',
  );
});

it('says nothing of a copy before there is one', () => {
  const { version: _version, checkedAt: _checkedAt, ...cold } = fresh;
  expect(copyLine({ ...cold, phase: 'syncing' }, now)).toBe('');
});

it('speaks up for what a reader must know, and not for every check', () => {
  expect(announcementOf({ ...fresh, phase: 'offline' }, 'fresh')).toMatch(
    /^Offline.*the copy kept/,
  );
  expect(announcementOf({ phase: 'offline' }, 'syncing')).toBe('Offline.');
  expect(announcementOf(fresh, 'offline')).toMatch(/^Online again/);
  expect(announcementOf({ ...fresh, phase: 'updating' }, 'fresh')).toBe('');
  expect(announcementOf(fresh, 'fresh')).toBe('');
});

it('counts in the singular and the plural', () => {
  expect(articleCount(1)).toBe('1 article');
  expect(articleCount(10_000)).toBe('10,000 articles');
  expect(noSuchPage(1)).toBe('The blog has one page only.');
  expect(noSuchPage(500)).toBe('The blog has 500 pages only.');
});

it('has a sentence for every failure, and none that shows a code', () => {
  for (const [code, sentence] of Object.entries(failureWords)) {
    expect(sentence).toMatch(/^[A-Z].*\.$/);
    expect(sentence).not.toContain(code.includes('-') ? code : `${code}:`);
  }
});

it('does not blame the network for a server that is in trouble', () => {
  expect(failureOf({ code: 'offline', status: 503 })).toMatch(/^The site’s server is in trouble/);
  expect(failureOf({ code: 'offline' })).toBe('The network does not answer.');
});
