import { describe, expect, test, vi } from 'vitest';
import { expectNoCspViolations, runAxe } from './harness/assertions.ts';
import { hide } from './harness/cdp.ts';
import type { ChromiumPage } from './harness/chromium.ts';
import { createReaders, isInstalled } from './world/readers.ts';
import { useSite } from './world/use-site.ts';

const site = useSite();

/* What a tab shows, as code for `waitFor`. */
const clock = `document.querySelector('.clock-time')?.innerText`;
const countdownOf = (name: string) =>
  `[...document.querySelectorAll('.countdown')].find((li) => li.querySelector('h3').textContent === ${JSON.stringify(name)})`;
const left = (name: string) => `${countdownOf(name)}?.querySelector('.countdown-left')?.innerText`;
const isThere = `!!document.querySelector('.countdown-left')`;

/** Each timer of the page that has not come to its end, by how often it is set. */
const WATCH_TIMERS = `(() => {
  const alive = new Set();
  globalThis.shortTimers = alive;
  const { setTimeout: set, clearTimeout: clear, setInterval: every } = globalThis;
  globalThis.setTimeout = (run, ms, ...rest) => {
    const id = set(() => { alive.delete(id); run(...rest); }, ms);
    if (ms <= 1000) alive.add(id);
    return id;
  };
  globalThis.clearTimeout = (id) => { alive.delete(id); clear(id); };
  globalThis.setInterval = (run, ms, ...rest) => {
    const id = every(run, ms, ...rest);
    if (ms <= 1000) alive.add(id);
    return id;
  };
})()`;

async function openDashboard(): Promise<ChromiumPage> {
  const page = await site.open('/dashboard');
  await page.waitFor(isThere);
  return page;
}

describe('[B103] the clock', () => {
  test('shows twelve hours, and goes on with each second', async () => {
    const page = await openDashboard();
    const first = await page.waitFor<string>(clock);
    expect(first).toMatch(/^(1[0-2]|[1-9]):[0-5]\d:[0-5]\d (AM|PM)$/);
    await page.waitFor(`${clock} !== ${JSON.stringify(first)}`, { timeoutMs: 2000 });
    const [shown, expected] = await page.evaluate<[string, string]>(
      `[${clock}, new Date().toLocaleTimeString('en-US')]`,
    );
    expect(shown).toBe(expected.replace(/\s/g, ' '));
  });

  test('stops, with the countdowns, while the page is hidden, and when it is left', async () => {
    const browser = await site.browser();
    const page = await browser.newPage(`${site.world.url}/dashboard`, { initScript: WATCH_TIMERS });
    try {
      await page.waitFor(isThere);
      await page.waitFor(`shortTimers.size === 2`);
      await hide(page, true);
      const before = await page.waitFor<string>(`document.hidden && ${clock}`);
      expect(await page.evaluate(`shortTimers.size`)).toBe(0);
      expect(await page.evaluate(clock)).toBe(before);
      await hide(page, false);
      await page.waitFor(`shortTimers.size === 2 && ${clock} !== ${JSON.stringify(before)}`);
      await page.click('.site-header nav a[href="/todo"]');
      await page.waitFor(`!!document.querySelector('.new-todo') && shortTimers.size === 0`);
    } finally {
      await page.close();
    }
  });
});

describe('[B104] the countdowns', () => {
  test('are of the events of the base, first first, and say in words what is left', async () => {
    const page = await openDashboard();
    expect(
      await page.evaluate(
        `[...document.querySelectorAll('.countdown h3')].map((h) => h.textContent)`,
      ),
    ).toEqual([
      'Mending evening at the Repair Bench',
      'Low-water walk, spring tides, bring boots',
      'Opening',
      'Keynote',
      'The summer number goes to press',
    ]);
    expect(await page.evaluate(left('Opening'))).toMatch(
      /^\d+ weeks?(, \d+ (days?|hours?|minutes?|seconds?))*$/,
    );
  });

  for (const timezoneId of ['America/Los_Angeles', 'Pacific/Kiritimati', 'Europe/Prague']) {
    test(`are right for a reader in ${timezoneId}, across a clock change`, async () => {
      const page = await openDashboard();
      await page.cdp.send('Emulation.setTimezoneOverride', { timezoneId });
      await page.reload();
      await page.waitFor(isThere);
      for (const [name, target] of [
        ['Opening', Date.UTC(2027, 3, 8, 7)],
        ['Keynote', Date.UTC(2027, 3, 9, 14, 40)],
      ] as const) {
        const seconds = await page.evaluate<number>(`(() => {
          const units = { week: 604800, day: 86400, hour: 3600, minute: 60, second: 1 };
          const said = ${left(name)}.split(', ').map((part) => part.split(' '));
          const shown = said.reduce((sum, [n, unit]) => sum + n * units[unit.replace(/s$/, '')], 0);
          return shown - (${target} - Date.now()) / 1000;
        })()`);
        // It is drawn once a second, and says the second that has begun.
        expect(Math.abs(seconds)).toBeLessThan(2.5);
        expect(await page.evaluate(`${countdownOf(name)}.querySelector('time').innerText`)).toBe(
          name === 'Opening'
            ? 'Thu 8 April 2027, 9:00 AM in Prague'
            : 'Fri 9 April 2027, 4:40 PM in Prague',
        );
      }
    });
  }

  test('come alive when they are reached; one that cannot be made out says so, and follows the base', async () => {
    const page = await openDashboard();
    const soon = new Date(Date.now() + 12_000).toISOString().slice(0, 19);
    const { id } = await site.addRow('events', {
      name: 'Now',
      starts_at: soon,
      time_zone: 'UTC',
    });
    await site.addRow('events', { name: 'Some day', starts_at: 'soon', time_zone: 'UTC' });
    await page.waitFor(`/^\\d+ seconds?$/.test(${left('Now')})`);
    await page.waitFor(`${left('Now')} === "It's Alive!! Alive!"`, { timeoutMs: 20_000 });
    await page.waitFor(
      `${countdownOf('Some day')}?.innerText.includes('When this begins cannot be made out.')`,
    );
    await site.world.editRow('events', id, { time_zone: 'America/New_York' });
    await page.waitFor(`/^[45] hours/.test(${left('Now')})`);
  });
});

test('[B103] a widget that throws says so in its place, and the others live on; it can be tried again', async () => {
  const readers = createReaders();
  try {
    const page = await readers.open(`${site.world.url}/dashboard`, {
      initScript: `globalThis.isBroken = true;
        const { getHours } = Date.prototype;
        Date.prototype.getHours = function () {
          if (isBroken) throw new Error('no hours today');
          return getHours.call(this);
        }`,
    });
    await page.waitFor(isThere);
    expect(await page.text('.widget-clock [role=alert] p')).toBe(
      'This part has stopped working. The others go on.',
    );
    const before = await page.evaluate<string>(left('Opening'));
    await page.waitFor(`${left('Opening')} !== ${JSON.stringify(before)}`);
    await page.evaluate(`void (globalThis.isBroken = false)`);
    await page.click('.widget-clock button');
    await page.waitFor(`/ (AM|PM)$/.test(${clock})`);
  } finally {
    await readers.close();
  }
});

/** The posts as they stand, newest first. */
const POSTS = `[...document.querySelectorAll('.post')].map((post) => post.querySelector('.post-text').textContent)`;

describe('[B106] the live posts', () => {
  const hasPosts = `document.querySelectorAll('.post').length > 0`;

  test('come by themselves, newest first, ten at most; their links open a new tab', async () => {
    const page = await openDashboard();
    await page.waitFor(hasPosts);
    for (const text of ['The first tide', 'The second tide']) {
      await site.world.steerStream({ text });
      await page.waitFor(`${POSTS}.includes(${JSON.stringify(text)})`);
    }
    const posts = await page.evaluate<string[]>(POSTS);
    expect(posts.length).toBeLessThanOrEqual(10);
    expect(posts.indexOf('The second tide')).toBeLessThan(posts.indexOf('The first tide'));
    const times = await page.evaluate<string[]>(
      `[...document.querySelectorAll('.post time')].map((time) => time.dateTime)`,
    );
    expect(times).toEqual(times.toSorted().toReversed());
    const links = await page.evaluate<[string, string, boolean][]>(
      `[...document.querySelectorAll('.post a, .repository a')].map((a) => [a.target, a.rel, /^https?:/.test(a.href)])`,
    );
    expect(links.length).toBeGreaterThan(posts.length);
    expect(new Set(links.map(String))).toEqual(new Set(['_blank,noopener noreferrer,true']));
  });

  for (const [how, hold, release] of [
    [
      'the pointer is over them',
      (page: ChromiumPage) => page.native.hover('.posts'),
      (page: ChromiumPage) => page.native.hover('h1'),
    ],
    [
      'the focus is among them',
      (page: ChromiumPage) => page.native.focus('.post a'),
      (page: ChromiumPage) => page.native.focus('.brand'),
    ],
  ] as const) {
    test(`hold still while ${how}, say how many wait, and go on afterwards`, async () => {
      const page = await openDashboard();
      await page.waitFor(hasPosts);
      await hold(page);
      await page.waitFor(`document.querySelector('.posts-held').textContent !== ''`);
      const held = await page.evaluate<string[]>(POSTS);
      const text = `A tide while ${how}`;
      await site.world.steerStream({ text });
      await page.waitFor(
        `/^Held while you are reading. \\d+ new (one is|ones are) waiting.$/.test(document.querySelector('.posts-held').textContent)`,
      );
      expect(await page.evaluate(POSTS)).toEqual(held);
      await release(page);
      await page.waitFor(`${POSTS}.includes(${JSON.stringify(text)})`);
      expect(await page.text('.posts-held')).toBe('');
    });
  }

  test('a hundred a second leave the page at work, and no more than ten on it', async () => {
    const page = await openDashboard();
    await page.waitFor(hasPosts);
    const first = await page.evaluate<string>(clock);
    await site.world.steerStream({ postsPerSecond: 100, seconds: 3 });
    for (let i = 0; i < 20; i++) {
      expect(await page.evaluate<number>(`${POSTS}.length`)).toBeLessThanOrEqual(10);
      await page.waitFor(`new Promise((drawn) => requestAnimationFrame(() => drawn(true)))`);
    }
    await page.waitFor(`${clock} !== ${JSON.stringify(first)}`);
    // Whatever is said within the flood is soon pushed out of the ten.
    const text = 'After the flood tide';
    const isShown = async () => {
      await site.world.steerStream({ text });
      return page.evaluate<boolean>(`${POSTS}.includes(${JSON.stringify(text)})`);
    };
    await vi.waitUntil(isShown, { timeout: 20_000, interval: 500 });
  });
});

describe('[B105] the statistics', () => {
  const hasNumbers = `document.querySelectorAll('.repository .numbers').length === 2`;

  test('show each repository’s numbers, in every tab and without a network, with their age', async () => {
    const page = await openDashboard();
    await page.waitFor(hasNumbers);
    expect(
      await page.evaluate(
        `[...document.querySelectorAll('.repository:first-child dt')].map((dt) => dt.textContent)`,
      ),
    ).toEqual(['Stars', 'Open issues', 'Forks', 'Latest release']);
    await page.waitFor(isInstalled);
    site.world.network.set({ offline: true });
    const other = await openDashboard();
    await other.waitFor(
      `${hasNumbers} && /^as of /.test(document.querySelector('.widget-statistics .widget-age')?.textContent)`,
    );
  });

  test('draw what this device has seen of the past, as a line and as a table', async () => {
    const page = await openDashboard();
    await page.waitFor(hasNumbers);
    const now = Date.now();
    const past = [300, 200, 100].map((minutesAgo, i) => ({
      id: `past ${i}`,
      position: i - 10,
      name: 'low-water/tide-tables',
      at: now - minutesAgo * 60_000,
      stars: 100 + i,
      issues: 3,
      forks: 2,
    }));
    await page.evaluate(async (rows: typeof past) => {
      const opening = indexedDB.open('offprint:/:public:durable');
      await new Promise((done) => (opening.onsuccess = done));
      const writing = opening.result.transaction(['meta', 'local'], 'readwrite');
      const place = 'statistics-history of-a-test';
      for (const row of rows) writing.objectStore('local').put(row, [place, row.id]);
      writing.objectStore('meta').put({ token: 'of-a-test', revision: 9 }, 'local');
      await new Promise((done) => (writing.oncomplete = done));
      opening.result.close();
    }, past);
    await page.reload();
    const card = `document.querySelector('.repository:first-child')`;
    // What is there now is one more.
    await page.waitFor(
      `${card}?.querySelector('polyline')?.getAttribute('points').split(' ').length === 4`,
    );
    await page.click('.repository:first-child summary');
    const table = await page.evaluate<string[][]>(
      `[...${card}.querySelectorAll('tbody tr')].map((tr) => [...tr.querySelectorAll('td')].map((td) => td.textContent))`,
    );
    expect(table.slice(1)).toEqual([
      ['102', '3', '2'],
      ['101', '3', '2'],
      ['100', '3', '2'],
    ]);
    expect(await page.text('.repository:first-child .history-moved')).toMatch(
      /^\d+ more stars since /,
    );
    await runAxe(page, { isStrict: true });
  });
});

/** How far things have moved by themselves since the page was opened. */
const shifts = `new Promise((done) => new PerformanceObserver((list) =>
  done(list.getEntries().reduce((sum, { value }) => sum + value, 0)))
  .observe({ type: 'layout-shift', buffered: true }) ?? setTimeout(() => done(0), 300))`;

test.each([360, 1440])(
  'nothing moves under the reader as its parts come in, on a first visit and later, in %i pixels',
  async (width) => {
    await site.forget();
    site.world.network.set({ latencyMs: 100 });
    for (const visit of ['first', 'later']) {
      const page = await site.open('/robots.txt');
      await page.cdp.send('Emulation.setDeviceMetricsOverride', {
        width,
        height: 800,
        deviceScaleFactor: 1,
        mobile: width < 500,
      });
      await page.goto(`${site.world.url}/dashboard`);
      await page.waitFor(
        `${isThere} && !!document.querySelector('.post') && !!document.querySelector('.history')`,
        { timeoutMs: 20_000 },
      );
      const moved = await page.evaluate<number>(shifts);
      expect([visit, moved <= 0.02 ? 'still' : moved]).toEqual([visit, 'still']);
    }
  },
);

test('[figure R27] it is accessible in light and dark, and fits 320 px with every link in reach', async () => {
  const page = await openDashboard();
  const isStill = `document.getAnimations().every((a) => a.playState === 'finished' || a.effect.getTiming().iterations === Infinity)`;
  for (const width of [1440, 320]) {
    await page.cdp.send('Emulation.setDeviceMetricsOverride', {
      width,
      height: 800,
      deviceScaleFactor: 1,
      mobile: width < 500,
    });
    for (const value of ['light', 'dark']) {
      await page.cdp.send('Emulation.setEmulatedMedia', {
        features: [{ name: 'prefers-color-scheme', value }],
      });
      await page.waitFor(isStill);
      await runAxe(page, { isStrict: true });
    }
  }
  expect(await page.evaluate(`document.documentElement.scrollWidth`)).toBe(320);
  const boxes = await page.evaluate<[string, number, number, number, number][]>(
    `[...document.querySelectorAll('.site-header nav a')].filter((a) => a.checkVisibility()).map((a) => {
      const { left, right, width, height } = a.getBoundingClientRect();
      return [a.textContent, left, right, width, height];
    })`,
  );
  expect(boxes.map(([label]) => label)).toEqual([
    'Home',
    'Blog',
    'Shop',
    'Quotes',
    'Dashboard',
    'To do',
  ]);
  for (const [label, from, to, width, height] of boxes) {
    expect([label, from >= 0 && to <= 320 && width >= 44 && height >= 44]).toEqual([label, true]);
  }
  await expectNoCspViolations(page);
});
