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
      'Waiting for an editor to sign in, made 1 minute ago',
    );
    expect(waits('offline')).toBe('Waiting for the network, made 1 minute ago');
    expect(waits('fresh', 'newer-version')).toMatch(/^Waiting for the newer version/);
  });

  it('is not the network where that is fine', () => {
    expect(waits('fresh')).not.toContain('network');
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
