import { describe, expect, onTestFinished, test } from 'vitest';
import { createRepositories } from '../../../../src/emulator/github/repositories.ts';
import { defineFeed, entriesOf } from '../../../../src/model/feed.ts';
import type { FeedEntry } from '../../../../src/proxy/live/feed-source.ts';
import { createGithubSource } from '../../../../src/proxy/source/github/github-source.ts';
import { repositories as siteFeed } from '../../../../src/site/feeds.ts';
import { createTestClock } from '../../fakes/clock.ts';
import { createTestSink } from '../../fakes/feed-sink.ts';

const ORIGIN = 'https://api.github.test';
const feed = defineFeed({ name: 'repositories', from: 'github', fields: {} });

interface WorldOptions {
  readonly repositories?: readonly string[];
  readonly token?: string | undefined;
  readonly left?: readonly FeedEntry[];
}

/** The source before the emulated GitHub, with a network that a test may break. */
function createWorld({ repositories = ['a/one'], token, left }: WorldOptions = {}) {
  const clock = createTestClock();
  const github = createRepositories({ origin: ORIGIN, now: clock.now });
  const requests: Request[] = [];
  const answers: { status: number; at: number }[] = [];
  let fault: ((request: Request) => Promise<Response> | Response | undefined) | undefined;
  const source = createGithubSource({
    feed,
    apiUrl: ORIGIN,
    token,
    repositories,
    clock,
    random: () => 0.5,
    fetch: async (request) => {
      requests.push(request);
      await Promise.resolve();
      const response = (await fault?.(request)) ?? github.answer(request);
      answers.push({ status: response.status, at: clock.now() });
      return response;
    },
  });
  const sink = createTestSink(clock.now, left);
  const stopping = new AbortController();
  const running = source.run(sink, stopping.signal);
  onTestFinished(async () => {
    stopping.abort();
    await running;
  });
  return {
    clock,
    sink,
    requests,
    answers,
    newest: () => sink.published.at(-1),
    fail: (next: typeof fault) => {
      fault = next;
    },
  };
}

const SIGNED_IN = 'ghp_secret';

describe('the source of repository statistics', () => {
  test('[B105] reads stars, open issues, forks and the latest release, in the order of the configuration', async () => {
    const { clock, newest } = createWorld({ repositories: ['b/two', 'a/one'], token: SIGNED_IN });
    await clock.advance(0);
    expect(newest()!.map(({ name }) => name)).toEqual(['b/two', 'a/one']);
    expect(newest()![1]).toEqual({
      name: 'a/one',
      url: `${ORIGIN}/a/one`,
      stars: expect.any(Number),
      issues: expect.any(Number),
      forks: expect.any(Number),
      release: expect.stringMatching(/^v1\.\d+\.0$/),
      releasedAt: expect.stringMatching(/^2026-07-\d\dT09:00:00Z$/),
    });
    expect(entriesOf(siteFeed, newest())).toHaveLength(2);
  });

  test('cuts no character of a long name in two', async () => {
    const { clock, newest, fail } = createWorld({ token: SIGNED_IN });
    fail(({ url }) =>
      url.endsWith('/latest')
        ? Response.json({ tag_name: `${'v'.repeat(199)}😀`, published_at: '2026-07-01T09:00:00Z' })
        : undefined,
    );
    await clock.advance(0);
    expect(newest()![0]!['release']).toBe('v'.repeat(199));
  });

  test('[B28] asks every 10 s; a first request that fails stops nothing, and a later one brings it', async () => {
    const { clock, sink, fail, newest, answers } = createWorld({ token: SIGNED_IN });
    fail(() => {
      throw new TypeError('fetch failed');
    });
    await clock.advance(0);
    expect([sink.published, sink.error()]).toEqual([[], 'a/one: no connection']);
    fail(undefined);
    await clock.advance(10_000);
    expect(newest()).toHaveLength(1);
    expect(sink.error()).toBe('');
    answers.splice(0);
    await clock.advance(60_000);
    expect(answers).toHaveLength(12);
  });

  test('[B105] asks with the ETag, so that what is unchanged is free', async () => {
    const { clock, answers, newest, requests } = createWorld({ token: SIGNED_IN });
    await clock.advance(20 * 60_000);
    const unchanged = answers.filter(({ status }) => status === 304).length;
    expect(unchanged).toBeGreaterThan(answers.length / 2);
    expect(new Set(requests.map(({ headers }) => headers.get('authorization')))).toEqual(
      new Set([`Bearer ${SIGNED_IN}`]),
    );
    // And what did change arrived.
    expect(newest()![0]!['stars']).toBeGreaterThan(60);
  });

  test('[L5] makes the 60 calls an hour last where there is no token', async () => {
    const { clock, answers, sink } = createWorld();
    await clock.advance(3 * 60 * 60_000);
    expect(answers.every(({ status }) => status !== 403)).toBe(true);
    expect(answers.length).toBeGreaterThan(120);
    expect(answers.length).toBeLessThanOrEqual(190);
    expect(clock.now() - sink.at()!).toBeLessThan(5 * 60_000);
  });

  test('[L5] reads in turns what one hour without a token is too short for', async () => {
    const repositories = Array.from({ length: 40 }, (_, i) => `a/r${i}`);
    const { clock, newest } = createWorld({ repositories });
    await clock.advance(0);
    expect(newest()!).toHaveLength(30);
    await clock.advance(60 * 60_000);
    await clock.advance(60_000);
    expect(newest()!.map(({ name }) => name)).toEqual(repositories);
  });

  test.for([
    ['Retry-After', 429, { 'retry-after': '120' }, 120_000],
    ['a used-up allowance', 403, allowanceUsedUp(300), 300_000],
    ['a secondary limit without a word', 429, {}, 60_000],
  ] as const)('[L5] is silent for as long as %s asks', async ([, status, headers, silentMs]) => {
    const { clock, fail, answers, sink } = createWorld({ token: SIGNED_IN });
    await clock.advance(0);
    fail(() => new Response('{}', { status, headers }));
    await clock.advance(10_000);
    fail(undefined);
    const refusedAt = answers.at(-1)!.at;
    answers.splice(0);
    expect(sink.error()).toContain(`a/one: GitHub answered ${status}`);
    await clock.advance(silentMs + 30_000);
    expect(answers[0]!.at - refusedAt).toBeGreaterThanOrEqual(silentMs);
    expect(sink.error()).toBe('');
  });

  test('keeps the last figures of a repository that cannot be read, and is as old as they are', async () => {
    const { clock, fail, sink, newest } = createWorld({
      repositories: ['a/one', 'b/two'],
      token: SIGNED_IN,
    });
    await clock.advance(0);
    const readAt = clock.now();
    const before = newest()![0];
    fail(({ url }) => (url.includes('/a/one') ? new Response('', { status: 502 }) : undefined));
    await clock.advance(30 * 60_000);
    expect(newest()![0]).toEqual(before);
    expect(sink.at()).toBe(readAt);
    fail(undefined);
    await clock.advance(5 * 60_000);
    expect(clock.now() - sink.at()!).toBeLessThanOrEqual(10_000);
  });

  test('asks less often for the one that cannot be read, and for the others as ever', async () => {
    const { clock, fail, sink, requests } = createWorld({
      repositories: ['a/one', 'nobody/nothing', 'b/two'],
      token: SIGNED_IN,
    });
    fail(({ url }) => (url.includes('/a/one') ? new Response('', { status: 502 }) : undefined));
    await clock.advance(0);
    // Known from the first reading on, and as old as that, not as old as what was never read.
    expect(sink.published.at(-1)!.map(({ name }) => name)).toEqual(['b/two']);
    expect(sink.at()).toBe(clock.now());
    await clock.advance(20 * 60_000);
    const asked = (name: string) => requests.filter(({ url }) => url.endsWith(name)).length;
    expect(asked('/a/one')).toBeLessThan(20);
    expect(asked('/b/two')).toBeGreaterThan(100);
    expect(clock.now() - sink.at()!).toBeLessThanOrEqual(10_000);
    expect(sink.error()).toContain('a/one: GitHub answered 502');
    expect(sink.error()).toContain('nobody/nothing');
  });

  test('names a token that is refused, and goes on once it is taken', async () => {
    const { clock, fail, sink } = createWorld({ token: SIGNED_IN });
    fail(() => new Response('{}', { status: 401 }));
    await clock.advance(0);
    expect(sink.error()).toBe('a/one: GitHub refuses GITHUB_TOKEN');
    fail(undefined);
    await clock.advance(10_000);
    expect(sink.error()).toBe('');
  });

  test('lets one go that is there no more, or never was, and names it', async () => {
    const { clock, newest, sink } = createWorld({
      repositories: ['nobody/nothing', 'a/one'],
      token: SIGNED_IN,
    });
    await clock.advance(0);
    expect(newest()!.map(({ name }) => name)).toEqual(['a/one']);
    expect(sink.error()).toContain('nobody/nothing');
  });

  test('[B28] starts from what an earlier process left, also where nothing answers', async () => {
    const left = [{ name: 'a/one', stars: 7 }];
    const { clock, sink, fail } = createWorld({ left });
    fail(() => new Promise(() => undefined));
    await clock.advance(14_000);
    expect(sink.error()).toBe('');
    await clock.advance(2_000);
    expect(sink.error()).toContain('no whole answer');
    expect(sink.last()).toEqual(left);
  });

  test.each([
    ['HTML', '<html>'],
    ['an endless body', 'x'.repeat(1024 * 1024 + 1)],
    ['figures that are none', '{"stargazers_count":"many"}'],
  ])('takes no %s for an answer', async (_, body) => {
    const { clock, sink, fail } = createWorld();
    fail(() => new Response(body));
    await clock.advance(0);
    expect(sink.published).toEqual([]);
    expect(sink.error()).not.toBe('');
  });
});

function allowanceUsedUp(seconds: number): Record<string, string> {
  const date = new Date(Date.UTC(2026, 1, 20));
  const reset = date.getTime() / 1000 + seconds;
  return {
    date: date.toUTCString(),
    'x-ratelimit-remaining': '0',
    'x-ratelimit-reset': String(reset),
  };
}
