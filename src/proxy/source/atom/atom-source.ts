import type { Feed } from '../../../model/feed.ts';
import type { Clock } from '../../clock.ts';
import { attribute, textOfConstruct, textOfXml } from '../../decode/markup.ts';
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
        else if (!ROOT.test(answer.text)) sink.fail('it is no Atom or RSS');
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
/** More than any title has, markup included. */
const MAX_MARKUP = 4096;
const MAX_TITLE = 300;
const MAX_ADDRESS = 2000;
const ROOT = /<(feed|rss|rdf:RDF)[\s>]/;

/** Each step looks no further than the next tag or its end, so that a file of a megabyte, however broken, is read in one pass. */
function entriesIn(xml: string): readonly FeedEntry[] {
  const isAtom = ROOT.exec(xml)?.[1] === 'feed';
  const parts = xml.split(/<(?:entry|item)(?=[\s>])/, MAX_ENTRIES + 1).slice(1);
  return parts.map((part) => {
    const entry = part.slice(0, part.search(/<\/(?:entry|item)>/) >>> 0);
    const url = address(pageIn(entry) ?? inside(entry, 'link'));
    const published = inside(entry, 'published') || inside(entry, 'updated');
    const at = Date.parse(published || inside(entry, 'pubDate') || inside(entry, 'dc:date'));
    return {
      id: address(inside(entry, 'id') || inside(entry, 'guid')) || url,
      title: title(inside(entry, 'title'), isAtom ? typeOfTitle(entry) : 'html'),
      url: /^https?:/.test(url) ? url : '',
      at: Number.isNaN(at) ? '' : new Date(at).toISOString(),
    };
  });
}

/** Where Atom says that the entry can be read; its other links lead to comments, or to where it is edited (RFC 4287 §4.2.7.2). */
function pageIn(entry: string): string | undefined {
  const links = Array.from(entry.matchAll(/<link\s[^<>]*/g), ([link]) => link);
  const page = links.find((link) => (attribute(link, 'rel') ?? 'alternate') === 'alternate');
  return page && attribute(page, 'href');
}

/** What a title of Atom is written in; one of RSS does not say, and is mostly HTML. */
function typeOfTitle(entry: string): string | undefined {
  return attribute(/<title\s[^<>]*/.exec(entry)?.[0] ?? '', 'type');
}

/** What stands between the first `<tag …>` and its end, '' where it is not there. */
function inside(xml: string, tag: string): string {
  const opened = xml.search(new RegExp(`<${tag}(?=[\\s>])`));
  const start = xml.indexOf('>', opened) + 1;
  const end = xml.indexOf(`</${tag}>`, start);
  return opened < 0 || end < 0 ? '' : xml.slice(start, end);
}

function title(xml: string, type: string | undefined): string {
  const words = textOfConstruct(xml.slice(0, MAX_MARKUP), type).replaceAll(/\s+/g, ' ');
  return beginningOf(toText(words.trim()), MAX_TITLE);
}

/** An address whole, or ''. */
function address(xml: string): string {
  const text = xml.length > MAX_MARKUP ? '' : toText(textOfXml(xml).trim());
  return text.length > MAX_ADDRESS ? '' : text;
}
