import { describe, expect, test } from 'vitest';
import { askService } from '../../../src/proxy/source/ask-service.ts';
import { createTestClock } from '../fakes/clock.ts';

const WORDS = 'Café à Genève';

/** What is read of an answer with this body and content type. */
async function read(body: Uint8Array<ArrayBuffer>, type = ''): Promise<string> {
  const { text } = await askService('https://harbour.test/feed.xml', {
    clock: createTestClock(),
    fetch: () =>
      Promise.resolve(new Response(body, { headers: type ? { 'content-type': type } : {} })),
    headers: {},
    signal: new AbortController().signal,
  });
  return text;
}

function latin1(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(Buffer.from(text, 'latin1'));
}

function utf8(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}

describe('an answer of a service', () => {
  test('is UTF-8 unless it says otherwise', async () => {
    expect(await read(utf8(WORDS))).toBe(WORDS);
    expect(await read(utf8(WORDS), 'application/rss+xml')).toBe(WORDS);
    expect(await read(utf8(`\ufeff${WORDS}`), 'text/xml; charset=iso-8859-1')).toBe(WORDS);
  });

  test.each([['iso-8859-1'], ['"ISO-8859-1"'], ['windows-1252; x=1']])(
    'is in the charset that its head names: %s',
    async (charset) => {
      expect(await read(latin1(WORDS), `text/xml;charset=${charset}`)).toBe(WORDS);
    },
  );

  test('is in the charset that its XML declaration names', async () => {
    const written = `<?xml version="1.0" encoding='ISO-8859-1' ?><rss>${WORDS}</rss>`;
    expect(await read(latin1(written), 'application/xml')).toBe(written);
  });

  test('is in that of its head where the two differ', async () => {
    const written = `<?xml version="1.0" encoding="ISO-8859-1"?><rss>${WORDS}</rss>`;
    expect(await read(utf8(written), 'application/xml; charset=utf-8')).toBe(written);
  });

  test.each([['klingon'], ['utf-16']])('is UTF-8 where XML says %s of itself', async (charset) => {
    const written = `<?xml version="1.0" encoding="${charset}"?><rss>${WORDS}</rss>`;
    expect(await read(utf8(written))).toBe(written);
  });

  test('is UTF-8 where nobody knows the charset, or a text that is no XML only speaks of one', async () => {
    expect(await read(utf8(WORDS), 'text/xml; charset=klingon')).toBe(WORDS);
    const json = JSON.stringify({ text: `<?xml version="1.0" encoding="ISO-8859-1"?>${WORDS}` });
    expect(await read(utf8(json), 'application/json')).toBe(json);
  });
});
