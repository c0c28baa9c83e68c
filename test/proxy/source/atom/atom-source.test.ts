import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { defineFeed, entriesOf } from '../../../../src/model/feed.ts';
import { createAtomSource } from '../../../../src/proxy/source/atom/atom-source.ts';
import { createTestClock } from '../../fakes/clock.ts';
import { createTestSink } from '../../fakes/feed-sink.ts';

/** As docs/live-feeds.md has it. */
const news = defineFeed({
  name: 'news',
  from: 'atom',
  address: 'https://harbour.test/feed.xml',
  fields: { id: 'text', title: 'text', url: 'url', at: 'instant' },
});

const ATOM = `<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom"><title>Harbour notes</title>
  <entry><title type="html">Ropes &amp;amp; knots &lt;em&gt;again&lt;/em&gt;</title>
    <link rel="alternate" href="https://harbour.test/ropes?a=1&amp;b=2"/>
    <id>urn:note:2</id><updated>2026-03-02T10:00:00+01:00</updated></entry>
  <entry><title>The bar &#x2014; at low water</title><link href='https://harbour.test/bar'/>
    <id>urn:note:1</id><published>2026-03-01T09:00:00Z</published><updated>2026-03-05T09:00:00Z</updated></entry>
</feed>`;

const RSS = `<rss version="2.0"><channel><title>Harbour notes</title><link>https://harbour.test</link>
  <item><title><![CDATA[Fog <b>and</b> foghorns]]></title><link>https://harbour.test/fog</link>
    <pubDate>Mon, 02 Mar 2026 09:00:00 GMT</pubDate></item>
  <item><title>No address</title><link>javascript:alert(1)</link><guid>2</guid></item></channel></rss>`;

function createWorld(answer: (request: Request) => Response | Promise<Response>) {
  const clock = createTestClock();
  const sink = createTestSink(clock.now);
  const requests: Request[] = [];
  const stopping = new AbortController();
  const running = createAtomSource({
    feed: news,
    address: news.address!,
    clock,
    fetch: async (request) => {
      requests.push(request);
      return answer(request);
    },
  }).run(sink, stopping.signal);
  onTestFinished(async () => {
    stopping.abort();
    await running;
  });
  return { clock, sink, requests, entries: () => entriesOf(news, sink.last()) };
}

describe('the source of news, the third one', () => {
  test('is one file of under 100 lines', async () => {
    const path = resolve(import.meta.dirname, '../../../../src/proxy/source/atom/atom-source.ts');
    expect((await readFile(path, 'utf8')).split('\n').length).toBeLessThan(100);
  });

  test('reads Atom', async () => {
    const { clock, entries } = createWorld(() => new Response(ATOM));
    await clock.advance(0);
    expect(entries()).toEqual([
      {
        id: 'urn:note:2',
        title: 'Ropes & knots again',
        url: 'https://harbour.test/ropes?a=1&b=2',
        at: '2026-03-02T09:00:00.000Z',
      },
      {
        id: 'urn:note:1',
        title: 'The bar — at low water',
        url: 'https://harbour.test/bar',
        at: '2026-03-01T09:00:00.000Z',
      },
    ]);
  });

  test('reads RSS, and takes no script for an address', async () => {
    const { clock, entries } = createWorld(() => new Response(RSS));
    await clock.advance(0);
    expect(entries()).toEqual([
      {
        id: 'https://harbour.test/fog',
        title: 'Fog and foghorns',
        url: 'https://harbour.test/fog',
        at: '2026-03-02T09:00:00.000Z',
      },
      { id: '2', title: 'No address', url: '', at: '' },
    ]);
  });

  test('leaves an entity that it does not know as it stands', async () => {
    const item = '<item><title>&constructor; &toString; &copy;</title><guid>1</guid></item>';
    const { clock, entries } = createWorld(() => new Response(`<rss>${item}</rss>`));
    await clock.advance(0);
    expect(entries()[0]?.title).toBe('&constructor; &toString; &copy;');
  });

  test.each([
    ['type="text"', 'The &lt;dialog&gt; element', 'The <dialog> element'],
    ['', 'Tea &amp; &amp;amp;', 'Tea & &amp;'],
    ['type="html"', 'It&amp;#8217;s &lt;b&gt;here&lt;/b&gt;', 'It’s here'],
    ["type='html'", 'The &amp;lt;dialog&amp;gt; element', 'The <dialog> element'],
    ['type="html"', '<![CDATA[Tea &amp; <i>salt</i>]]>', 'Tea & salt'],
    ['type="xhtml"', '<div>Tea &amp; <i>salt</i> &lt;b&gt;</div>', 'Tea & salt <b>'],
  ])('reads a title of Atom with %s as it is meant: %s', async (type, written, meant) => {
    const entry = `<entry><title ${type}>${written}</title><id>1</id></entry>`;
    const { clock, entries } = createWorld(() => new Response(`<feed>${entry}</feed>`));
    await clock.advance(0);
    expect(entries()[0]?.title).toBe(meant);
  });

  test.each([
    ['It&#8217;s here', 'It’s here'],
    ['It&amp;#8217;s here', 'It’s here'],
    ['<![CDATA[It&#8217;s <b>here</b>]]>', 'It’s here'],
    ['The &amp;lt;dialog&amp;gt; element', 'The <dialog> element'],
    ['5 &lt; 6', '5 < 6'],
  ])('reads a title of RSS as HTML: %s', async (written, meant) => {
    const item = `<item><title>${written}</title><guid>1</guid></item>`;
    const { clock, entries } = createWorld(() => new Response(`<rss>${item}</rss>`));
    await clock.advance(0);
    expect(entries()[0]?.title).toBe(meant);
  });

  test('leads to the entry, not to its comments or to where it is edited', async () => {
    const entry = `<entry><id>1</id>
      <link rel='replies' type='application/atom+xml' href='https://b.test/comments' title='Comments'/>
      <link rel='edit' href='https://b.test/edit'/>
      <link rel='alternate' type='text/html' href='https://b.test/post.html'/></entry>
      <entry><id>2</id><link rel="replies" href="https://b.test/comments"></link></entry>
      <entry><id>3</id><link rel="edit" href="/x"/><link title="it's" href = "https://b.test/3"/></entry>`;
    const { clock, entries } = createWorld(() => new Response(`<feed>${entry}</feed>`));
    await clock.advance(0);
    expect(entries().map(({ url }) => url)).toEqual([
      'https://b.test/post.html',
      '',
      'https://b.test/3',
    ]);
  });

  test('cuts no address, and leaves out one that is endless', async () => {
    const long = `https://b.test/${'CBMi'.repeat(400)}?oc=5`;
    const endless = `https://b.test/${'CBMi'.repeat(600)}`;
    const items = [long, endless].map(
      (link) => `<item><title>x</title><link>${link}</link></item>`,
    );
    const { clock, entries } = createWorld(() => new Response(`<rss>${items.join('')}</rss>`));
    await clock.advance(0);
    expect(entries()).toMatchObject([
      { id: long, url: long },
      { id: '', url: '' },
    ]);
  });

  test('cuts no character of a long title in two', async () => {
    const item = `<item><title>${'x'.repeat(299)}😀 and more</title><guid>1</guid></item>`;
    const { clock, entries } = createWorld(() => new Response(`<rss>${item}</rss>`));
    await clock.advance(0);
    expect(entries()[0]?.title).toBe('x'.repeat(299));
  });

  test('[B28] keeps what it had while it gets something else, and goes on by itself', async () => {
    let next = () => new Response(ATOM, { headers: { etag: '"1"' } });
    const { clock, sink, entries, requests } = createWorld(() => next());
    await clock.advance(0);
    const before = entries();
    next = () => new Response('<html>Sign in</html>');
    await clock.advance(60_000);
    expect([sink.error(), entries()]).toEqual(['it is no Atom or RSS', before]);
    next = () => {
      throw new TypeError('fetch failed');
    };
    await clock.advance(60_000);
    expect([sink.error(), entries()]).toEqual(['no connection', before]);
    next = () => new Response(null, { status: 304 });
    await clock.advance(60_000);
    expect([sink.error(), sink.at()]).toEqual(['', clock.now()]);
    expect(requests.at(-1)!.headers.get('if-none-match')).toBe('"1"');
  });

  test.each([
    ['<'],
    ['<link '],
    ['<link href='],
    ['<link href="'],
    ['&amp'],
    ['href="'],
    ['<title>'],
    ['<!--'],
    ['<![CDATA['],
  ])('a megabyte of %s in an entry stops nothing else', async (piece) => {
    const nonsense = piece.repeat(Math.floor(500_000 / piece.length));
    const startedAt = performance.now();
    const { clock, entries } = createWorld(
      () =>
        new Response(
          `<feed><entry><title>${nonsense}</title><link ${nonsense}</link></entry></feed>`,
        ),
    );
    await clock.advance(0);
    await clock.advance(0);
    expect(entries()).toHaveLength(1);
    // A run that begins anew at each of them takes minutes.
    expect(performance.now() - startedAt).toBeLessThan(5_000);
  });

  test('reads a megabyte of nonsense in no time, and at most twenty entries', async () => {
    const startedAt = performance.now();
    const { clock, entries } = createWorld(
      () => new Response(`<feed>${'<entry><title>'.repeat(70_000)}`),
    );
    await clock.advance(0);
    expect(entries()).toHaveLength(20);
    expect(performance.now() - startedAt).toBeLessThan(2_000);
  });
});
