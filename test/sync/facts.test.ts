import { describe, expect, it } from 'vitest';
import { SyncError } from '../../src/protocol/failure.ts';
import {
  afterCheck,
  afterClaim,
  afterCommit,
  afterFailure,
  firstFacts,
} from '../../src/sync/facts.ts';

const current = {
  log: 'log',
  seq: 7,
  publishedAt: 500,
  committedAt: 900,
} as unknown as NonNullable<Parameters<typeof afterClaim>[1]>;
const offline = new SyncError('offline', 'no network');

describe('what an engine knows', () => {
  it('[promise P8] is as old as the last check, or the commit where that came after it', () => {
    const known = (at: number) => afterClaim(firstFacts(), current, { at, upstreamReadAt: 400 });
    expect(known(800)).toMatchObject({ checkedAt: 900, upstreamReadAt: 400, isConfirmed: false });
    expect(known(1000)).toMatchObject({ checkedAt: 1000, version: { log: 'log', seq: 7 } });
    expect(afterClaim(firstFacts(), current, undefined)).toMatchObject({ checkedAt: 900 });
    expect(afterClaim(firstFacts(), undefined, undefined)).toEqual(firstFacts());
  });

  it('[promise P8] keeps what failed, and since when, through a claim', () => {
    const failed = afterFailure(firstFacts(), offline, 300);
    expect(afterClaim(failed, undefined, undefined)).toMatchObject({
      failure: { code: 'offline' },
      offlineSince: 300,
    });
  });

  it('[promise P8] is offline since the last check that went well, however many failed after it', () => {
    const checked = afterCheck(firstFacts(), { at: 100, upstreamReadAt: 90 });
    expect(checked).toEqual({
      checkedAt: 100,
      upstreamReadAt: 90,
      isConfirmed: true,
      isOutdated: false,
    });
    const twice = afterFailure(afterFailure(checked, offline, 200), offline, 300);
    expect(twice).toMatchObject({ offlineSince: 100, failure: { code: 'offline' } });
    const well = afterCheck(twice, { at: 400, upstreamReadAt: 390 });
    expect(well).not.toHaveProperty('offlineSince');
    expect(well).not.toHaveProperty('failure');
  });

  it('[fault N15] is not offline since a time to come, where the clock was set back', () => {
    const checked = afterCheck(firstFacts(), { at: 1000, upstreamReadAt: 1000 });
    expect(afterFailure(checked, offline, 200)).toMatchObject({ offlineSince: 200 });
  });

  it('is outdated once a newer build was heard of, whatever fails after it', () => {
    const outdated = afterFailure(firstFacts(), new SyncError('newer-version', 'newer'), 100);
    expect(outdated.isOutdated).toBe(true);
    expect(afterFailure(outdated, offline, 200).isOutdated).toBe(true);
    expect(afterFailure(firstFacts(), offline, 200).isOutdated).toBe(false);
  });

  it('counts no progress once there is a version', () => {
    const first = { ...firstFacts(), progress: { done: 1, total: 2 } };
    expect(afterCommit(first, { log: 'log', seq: 1 })).toEqual({
      ...firstFacts(),
      version: { log: 'log', seq: 1 },
    });
  });
});
