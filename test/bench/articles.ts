import type { StoredRecord } from '../../src/model/record.ts';
import type { UpstreamRecord } from '../../src/proxy/source/upstream-record.ts';

/**
 * `count` articles of about 2 KB of canonical JSON each, the same ones for the same count. Ids and ages are spread like
 * Airtable's; half a dozen paragraphs of plain words make the text, so that it compresses as prose does.
 */
export function benchArticles(count: number): readonly StoredRecord[] {
  const next = randomFrom(42);
  return Array.from({ length: count }, (_, i) => benchArticle(i, next));
}

/** The same articles as Airtable gives them, the text in its Markdown. */
export function benchRows(count: number): readonly UpstreamRecord[] {
  return benchArticles(count).map(({ id, createdTime, publishedAt, content, ...others }) => {
    const { slug, title, description, author } = others;
    const fields = { slug, title, description, author };
    return {
      id,
      createdTime,
      fields: { ...fields, published_at: publishedAt, content: markdownOf(content) },
    };
  });
}

/** The same article with another title: what an editor's small change is. */
export function retitled(record: StoredRecord, mark: string): StoredRecord {
  return { ...record, title: `${titleOf(record).split(' · ')[0]} · ${mark}` };
}

/** The title of a bench article. */
export function titleOf({ title }: StoredRecord): string {
  return typeof title === 'string' ? title : '';
}

function benchArticle(i: number, next: () => number): StoredRecord {
  const createdTime = new Date(Date.UTC(2020, 0, 1) + i * 3_600_000).toISOString();
  const words = (n: number) =>
    Array.from({ length: n }, () => WORDS[Math.floor(next() * WORDS.length)]).join(' ');
  return {
    id: `rec${i.toString(36).padStart(6, '0')}${Math.floor(next() * 36 ** 8)
      .toString(36)
      .padStart(8, '0')}`,
    createdTime,
    slug: `article-${i}`,
    title: `${words(5)} ${i}`,
    description: words(20),
    content: [
      ['h2', words(4)],
      ['p', words(70), ['em', words(4)], words(40)],
      ['p', words(90)],
      ['ul', ['li', words(8)], ['li', words(8)]],
    ],
    author: `The ${words(1)} Desk`,
    image: '',
    images: [],
    // A day each, so that the newest article is one and the same in every order.
    publishedAt: new Date(Date.UTC(1900, 0, 1 + i)).toISOString().slice(0, 10),
  };
}

/** Blocks of the shape that `benchArticle` makes. */
function markdownOf(content: unknown): string {
  const textOf = (node: unknown): string =>
    Array.isArray(node) ? node.slice(1).map(textOf).join(' ') : String(node);
  return (content as readonly (readonly unknown[])[])
    .map((block) => {
      if (block[0] === 'h2') return `## ${textOf(block)}`;
      if (block[0] === 'ul')
        return block
          .slice(1)
          .map((item) => `- ${textOf(item)}`)
          .join('\n');
      return textOf(block);
    })
    .join('\n\n');
}

/** A small generator with a seed (mulberry32), so that every run measures the same data. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

const WORDS = (
  'tide harbour paper margin lantern weather bridge cable seed orchard letter column copper meadow signal lighthouse ' +
  'ink press fold stitch river ferry morning salt chart compass needle thread window kettle bread rye stone wall gate ' +
  'drift anchor mast cloud rain gauge clock pendulum spring wheel rail sleeper junction timetable platform porter'
).split(' ');
