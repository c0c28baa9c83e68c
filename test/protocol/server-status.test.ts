import { expect, it } from 'vitest';
import { decodeServerStatus } from '../../src/protocol/server-status.ts';

const status = {
  publication: { log: 'a', seq: 3, publishedAt: '2026-01-01T00:00:00Z', checkedSecondsAgo: 2 },
  upstream: {
    kind: 'airtable',
    plan: 'team',
    calls: 9,
    month: { name: '2026-01', endsAt: '', limit: 100_000, used: 9, left: 99_991 },
    intervalMs: 1500,
    mode: 'cursor',
    webhook: 'working',
    waiting: '',
    alarm: 'The field is gone.',
    schema: null,
  },
  tables: [
    { name: 'articles', records: 3, lastGoodAt: null, lastError: '', skipped: 1, problems: [] },
  ],
  deletions: [
    { collection: 'articles', count: 12, of: 24, since: '2026-01-01T00:00:00Z', sweepsAgreed: 1 },
  ],
  media: { pending: 0 },
  mutations: null,
  feeds: [
    { name: 'posts', entries: 3, seq: 1, checkedAt: null, lastError: '' },
    { name: 'repositories', entries: 0, seq: 1, checkedAt: null, lastError: 'no answer' },
  ],
};

it('takes of the server’s status what a page tells of it', () => {
  expect(decodeServerStatus(status)).toEqual({
    checkedSecondsAgo: 2,
    plan: 'team',
    calls: 9,
    month: { used: 9, left: 99_991, limit: 100_000 },
    intervalMs: 1500,
    alarm: 'The field is gone.',
    waiting: '',
    tables: [{ name: 'articles', lastGoodAt: null, lastError: '', skipped: 1 }],
    failingFeeds: [{ name: 'repositories', lastError: 'no answer' }],
    deletions: [{ collection: 'articles', count: 12, of: 24, since: '2026-01-01T00:00:00Z' }],
    picturesPending: 0,
    pendingWrites: null,
  });
});

it('takes a server that has published nothing yet, and a plan without a limit', () => {
  const month = { ...status.upstream.month, limit: null, left: null };
  const fresh = { ...status, publication: null, upstream: { ...status.upstream, month } };
  expect(decodeServerStatus(fresh)).toMatchObject({
    checkedSecondsAgo: null,
    month: { limit: null, left: null },
  });
});

it('refuses whatever else answers there', () => {
  for (const other of [null, '<html>', {}, { ...status, tables: {} }, { ...status, media: 3 }]) {
    expect(() => decodeServerStatus(other)).toThrow(/expected|is not|must/i);
  }
});
