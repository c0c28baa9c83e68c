import { expect, test } from 'vitest';
import { isAllowedMediaUrl } from '../../../src/proxy/media/allowed-url.ts';

test.each([
  'https://v5.airtableusercontent.com/v3/u/29/29/1700000000000/a/b.png?x=1',
  'https://dl.airtable.com/.attachments/a/b.png',
])('fetches from Airtable’s file hosts: %s', (address) => {
  expect(isAllowedMediaUrl(address, 'https://api.airtable.com')).toBe(true);
});

test.each([
  'http://v5.airtableusercontent.com/a',
  'https://v5.airtableusercontent.com:8443/a',
  'https://user:pass@v5.airtableusercontent.com/a',
  'https://airtableusercontent.com.evil.test/a',
  'https://evilairtableusercontent.com/a',
  'https://dl.airtable.com.evil.test/a',
  'https://evil.test/dl.airtable.com',
  'https://api.airtable.com/v0/meta/whoami',
  'http://169.254.169.254/latest/meta-data',
  'http://localhost:4181/v3/a',
  'file:///etc/passwd',
  'data:image/png;base64,x',
  '//dl.airtable.com/a',
  '',
])('[figure R23] asks nobody else: %s', (address) => {
  expect(isAllowedMediaUrl(address, 'https://api.airtable.com')).toBe(false);
});

test('fetches from the emulator’s own origin, and from no other port of that machine', () => {
  expect(isAllowedMediaUrl('http://localhost:4181/v3/a', 'http://localhost:4181')).toBe(true);
  expect(isAllowedMediaUrl('http://localhost:4180/v1/status', 'http://localhost:4181')).toBe(false);
  expect(isAllowedMediaUrl('https://localhost:4181/v3/a', 'http://localhost:4181')).toBe(false);
});
