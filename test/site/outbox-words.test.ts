import { describe, expect, it } from 'vitest';
import type { FailureCode } from '../../src/protocol/failure.ts';
import { changeStateOf, tooManyTokens, waitForSignIn } from '../../src/site/outbox-words.ts';

describe('why a change waits', () => {
  const waits = (phase: 'fresh' | 'offline', code?: FailureCode, status?: number) =>
    changeStateOf(
      {
        state: 'waiting',
        at: 0,
        ...(code && { error: { code, message: '', ...(status && { status }) } }),
      },
      { phase },
      60_000,
    );

  it('is said as far as it is known', () => {
    expect(waits('fresh', 'unauthorized')).toBe(
      'Waiting for an editor to sign in. Made 1 minute ago.',
    );
    expect(waits('offline')).toBe('Waiting for the network. Made 1 minute ago.');
    expect(waits('fresh', 'newer-version')).toMatch(/^Waiting for the newer version/);
  });

  it.each<[Parameters<typeof waits>, string]>([
    [['fresh'], 'Not done yet'],
    [['fresh', 'offline', 500], 'The site has a fault'],
    [['offline', 'offline', 502], 'The site has a fault'],
    [['fresh', 'offline'], 'The site takes no changes just now'],
    [['fresh', 'unauthorized', 403], 'Something on the way to the site refuses it'],
    [['fresh', 'timeout'], 'The site is slow to answer'],
    [['fresh', 'rate-limited', 429], 'The site is busy'],
    [['fresh', 'storage-failed'], 'This device cannot note'],
  ])('is not the network where that is not it: %j', (waiting, words) => {
    const said = waits(...waiting);
    expect(said.slice(0, words.length)).toBe(words);
    expect(said).toMatch(/by itself\. Made 1 minute ago\.$/);
  });

  it('is the network where nothing at all is reached', () => {
    expect(waits('offline', 'offline')).toBe('Waiting for the network. Made 1 minute ago.');
  });
});

it('the way in says what waits for it', () => {
  expect(waitForSignIn(1)).toMatch(/^One change is kept .* it is sent then\. /);
  expect(waitForSignIn(2)).toMatch(/^2 changes are kept .* they are sent then\. /);
});

it('too many wrong tokens are told as such, with how long', () => {
  expect(tooManyTokens({ retryAfterMs: 41_200 })).toContain('Please sign in again in 42 seconds.');
  expect(tooManyTokens({})).toContain('in 60 seconds.');
});
