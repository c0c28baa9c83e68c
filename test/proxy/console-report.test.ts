import { expect, test, vi } from 'vitest';
import { consoleReport } from '../../src/proxy/console-report.ts';
import type { ProxyEvent } from '../../src/proxy/report.ts';
import { AirtableError } from '../../src/proxy/source/airtable/airtable-error.ts';
import { failureFactsOf } from '../../src/proxy/source/airtable/failure-words.ts';

function lineOf(event: ProxyEvent): string {
  const log = vi.spyOn(console, 'log').mockImplementation(() => undefined);
  try {
    consoleReport(event);
    return String(log.mock.lastCall?.[0]);
  } finally {
    log.mockRestore();
  }
}

test('a refused token is explained: what was refused, why, and what to do', () => {
  const refused = { type: 'upstream-refused' } as const;
  const wrong = lineOf({ ...refused, tables: [], code: 'AUTHENTICATION_REQUIRED', status: 401 });
  expect(wrong).toMatch(
    /^Airtable refuses AIRTABLE_TOKEN \(401 AUTHENTICATION_REQUIRED\): it is mistyped, expired or revoked\./,
  );
  expect(wrong).toContain('https://airtable.com/create/tokens');
  const tables = ['articles', 'quotes'];
  const other = lineOf({ ...refused, tables, code: 'INVALID_PERMISSIONS', status: 403 });
  expect(other).toMatch(
    /^Airtable refuses to let articles, quotes be read \(403 INVALID_PERMISSIONS\): /,
  );
  expect(other).toContain('data.records:read');
  expect(other).toContain('AIRTABLE_BASE_ID');
});

test('the line that says where the site answers is these two words', () => {
  const started = { type: 'started', url: 'http://localhost:4180', upstream: 'emulator' } as const;
  expect(lineOf(started)).toBe('ready http://localhost:4180');
  expect(lineOf({ type: 'sample-opened', url: 'http://localhost:4181' })).toBe(
    'the sample base is edited at http://localhost:4181',
  );
});

test('when the base is read for the first time since the start a line says what that took', () => {
  const read = { type: 'base-read', records: 50_251, tables: 3, calls: 506 } as const;
  expect(lineOf({ ...read, tookMs: 145_000 })).toBe(
    'the base is read: 50251 records of 3 tables, 506 calls, 2 min',
  );
});

test('[fault N8] after a kill the log says between what the calls lie', () => {
  const month = { name: '2026-11', endsAt: 0, limit: 1_000, used: 24, left: 976 };
  const budget = { type: 'budget', plan: 'free', intervalMs: 1_000, waiting: '' } as const;
  expect(lineOf({ ...budget, month })).toContain('24 of 1000 calls used in 2026-11, 976 left');
  expect(lineOf({ ...budget, month: { ...month, uncertain: 4 } })).toContain(
    '20 to 24 of 1000 calls used in 2026-11, 976 left',
  );
});

test('[fault N12] a table that the base does not have is called so, and what names it', () => {
  const missing = new AirtableError('not-found', 'books: the table is missing');
  const failed = { type: 'reading-failed', table: 'books', retryInMs: 1_000 } as const;
  expect(lineOf({ ...failed, ...failureFactsOf(missing) })).toBe(
    'books: the base has no such table, or lacks a column of it; npm run doctor names it; retrying in 1 s',
  );
  expect(lineOf({ ...failed, tableName: 'Boks', ...failureFactsOf(missing) })).toBe(
    'books: the base has no table "Boks", or lacks a column of it; npm run doctor names it; retrying in 1 s',
  );
  const elsewhere = new AirtableError('not-found', 'books: 404', { status: 404 });
  expect(lineOf({ ...failed, ...failureFactsOf(elsewhere) })).toContain('books: 404 not-found;');
});

test('[fault D5] news that the disk does not take is not called unanswered', () => {
  const failed = { type: 'reading-failed', table: 'webhook', retryInMs: 1_000 } as const;
  expect(lineOf({ ...failed, ...failureFactsOf(new Error('ENOSPC')) })).toBe(
    'webhook: what came could not be published; retrying in 1 s',
  );
});

test('[fault N8] a table that waits for the month to turn says so in days, and not that nobody answered', () => {
  const failed = { type: 'reading-failed', table: 'quotes', retryInMs: 803_812_000 } as const;
  const usedUp = new AirtableError('rate-limited', 'quotes: used up', {
    type: 'PUBLIC_API_BILLING_LIMIT_EXCEEDED',
  });
  expect(lineOf({ ...failed, ...failureFactsOf(usedUp) })).toBe(
    'quotes: not asked, PUBLIC_API_BILLING_LIMIT_EXCEEDED; retrying in 9 days',
  );
  const unreachable = new AirtableError('offline', 'quotes: no connection');
  expect(lineOf({ ...failed, ...failureFactsOf(unreachable), retryInMs: 1_001 })).toBe(
    'quotes: no answer, offline; retrying in 2 s',
  );
});
