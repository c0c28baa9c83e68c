import type { Feed } from '../../../model/feed.ts';
import type { Clock } from '../../clock.ts';
import { beginningOf, toText } from '../../decode/well-formed.ts';
import type { FeedEntry, FeedSink, FeedSource } from '../../live/feed-source.ts';
import { askService } from '../ask-service.ts';

/** What the source of news is given. */
export interface AtomSourceOptions {
  readonly feed: Feed;
  /** Of an Atom or RSS file. */
  readonly address: string;
  readonly clock: Clock;
  readonly fetch: (request: Request) => Promise<Response>;
}

/** The first twenty entries of an Atom or RSS file, asked for once a minute: `id`, `title`, `url` and `at` of each. */
export function createAtomSource({ feed, address, ...asking }: AtomSourceOptions): FeedSource {
  const run = async (sink: FeedSink, signal: AbortSignal) => {
    let etag: string | null = null;
    while (!signal.aborted) {
      try {
        const headers = etag === null ? {} : { 'if-none-match': etag };
        const answer = await askService(address, { ...asking, headers, signal });
        if (answer.status === 304) sink.confirm();
        else if (answer.status !== 200) sink.fail(`it answered ${answer.status}`);
        else if (!/<(?:feed|rss|rdf:RDF)[\s>]/.test(answer.text)) sink.fail('it is no Atom or RSS');
        else {
          sink.publish(entriesIn(answer.text));
          etag = answer.headers.get('etag');
        }
      } catch (error) {
        if (!signal.aborted)
          sink.fail(error instanceof Error ? error.message : 'it cannot be read');
      }
      // It ends by rejection when the signal is aborted, which the loop sees.
      await asking.clock.sleep(EVERY_MS, signal).catch(() => undefined);
    }
  };
  return Object.freeze({ feed, pollAfterMs: EVERY_MS, run });
}

const EVERY_MS = 60_000;
const MAX_ENTRIES = 20;
/** More than any title or address has, markup included. */
const MAX_TEXT = 4096;

/** Each step looks no further than the next tag or its end, so that a file of a megabyte, however broken, is read in one pass. */
function entriesIn(xml: string): readonly FeedEntry[] {
  const parts = xml.split(/<(?:entry|item)(?=[\s>])/, MAX_ENTRIES + 1).slice(1);
  return parts.map((part) => {
    const entry = part.slice(0, part.search(/<\/(?:entry|item)>/) >>> 0);
    const link = /<link\b[^<>]*\bhref=["']([^"']*)["']/.exec(entry)?.[1];
    const url = plain(link ?? inside(entry, 'link'));
    const published = inside(entry, 'published') || inside(entry, 'updated');
    const at = Date.parse(published || inside(entry, 'pubDate') || inside(entry, 'dc:date'));
    return {
      id: plain(inside(entry, 'id') || inside(entry, 'guid')) || url,
      title: plain(inside(entry, 'title')),
      url: /^https?:/.test(url) ? url : '',
      at: Number.isNaN(at) ? '' : new Date(at).toISOString(),
    };
  });
}

/** What stands between the first `<tag …>` and its end, '' where it is not there. */
function inside(xml: string, tag: string): string {
  const opened = xml.search(new RegExp(`<${tag}(?=[\\s>])`));
  const start = xml.indexOf('>', opened) + 1;
  const end = xml.indexOf(`</${tag}>`, start);
  return opened < 0 || end < 0 ? '' : xml.slice(start, end);
}

/** A text without markup: sections unwrapped, entities read, tags left out. */
function plain(xml: string): string {
  const text = xml
    .slice(0, MAX_TEXT)
    .replaceAll(/<!\[CDATA\[|\]\]>/g, '')
    .replaceAll(/&(#?\w+);/g, entity);
  const words = text.replaceAll(/<[^<>]*>/g, ' ').replaceAll(/\s+/g, ' ');
  return beginningOf(toText(words.trim()), 300);
}

const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
};

function entity(whole: string, name: string): string {
  const code = Number(name.replace(/^#x?/, (mark) => (mark === '#x' ? '0x' : '')));
  const isNumber = name.startsWith('#') && code > 0 && code <= 0x10ffff;
  if (isNumber) return String.fromCodePoint(code);
  return Object.hasOwn(ENTITIES, name) ? ENTITIES[name]! : whole;
}
