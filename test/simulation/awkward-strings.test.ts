import { expect, test } from 'vitest';
import { createSeededRandom } from '../fakes/seeded-random.ts';
import { useOrderedDigest } from '../fakes/sync-digest.ts';
import { signIn } from './acts.ts';
import { createWorld, type World } from './world.ts';

/** Texts that something on the way might take for more, less or other than they are. */
const AWKWARD: readonly string[] = [
  // White space, line ends and characters that are not seen.
  ' both ends ',
  '\ttab\t',
  'a\nb',
  'a\r\nb',
  'a\rb',
  '\n\nafter empty lines\n\n',
  'no\u00a0break',
  'thin\u2009space',
  'zero\u200bwidth',
  '\ufeffwith a mark at its head',
  'soft\u00adhyphen',
  'line\u2028paragraph\u2029ends',
  'word\u2060joiner',
  '\u3000wide\u3000',
  // Control characters.
  ...Array.from({ length: 31 }, (_, i) => `c${String.fromCharCode(i + 1)}0`),
  'del\u007f',
  ...Array.from({ length: 32 }, (_, i) => `c${String.fromCharCode(0x80 + i)}1`),
  // Directions.
  'שלום עולם',
  'السلام عليكم 123',
  'mixed שלום and العربية',
  '\u202eoverride\u202c',
  '\u2066isolate\u2069',
  '\u200f\u200e\u061c',
  // Beyond the first plane, joined, coloured, half known.
  '👍🏽',
  '👩‍👩‍👧‍👦',
  '🏳️‍🌈🏴‍☠️',
  '🇩🇪🇫🇷🇯',
  '1️⃣*️⃣',
  '𝔘𝔫𝔦𝔠𝔬𝔡𝔢',
  '𠮷野家',
  '\u{10ffff}\u{1fffe}\ufffe\uffff\ufdd0',
  '\ue000\u{f0000}',
  '\ufffd',
  // The same to the eye, others in bytes: nothing may fold them.
  'é',
  'e\u0301',
  'Å Å Å',
  'ﬁ fi',
  'ﾊﾝｶｸ ハンカク',
  'ẛ̣ ſ ß ẞ',
  'İ I ı i',
  'z̸̧̢̛͇̘̯̳͓̦̓̓͆͂̚a̵̡̨̛̰̫͗l̶̨̛g̷̡̛o̸',
  '각 각',
  '\u0344 \u0308\u0301',
  // What looks like something to a machine.
  "'; DROP TABLE reviews; --",
  "' OR '1'='1",
  '" onmouseover="alert(1)',
  '<script>alert(1)</script>',
  '<!-- --><![CDATA[ ]]>',
  '&amp;&lt;&#39;&nbsp;&',
  'javascript:alert(1)',
  '{{7*7}}${7*7}#{7*7}<%= 7*7 %>',
  '=HYPERLINK("http://x","y")',
  '+1+1',
  '-1',
  '@SUM(A1)',
  '$(reboot)`reboot`|reboot;reboot',
  '../../etc/passwd',
  '..\\..\\windows',
  '%00%0a%2e%2e%u0041',
  'http://user:pass@host:80/?a=b#c',
  '\\u0041\\x41\\n\\"',
  '"quoted" \'single\' `back`',
  '\\',
  '\\\\',
  '/* // # --',
  '[1,2,{"a":null}]',
  '{"__proto__":{"polluted":true}}',
  '__proto__',
  'constructor',
  'hasOwnProperty',
  'toString',
  'null',
  'undefined',
  'NaN',
  'true',
  'false',
  '0',
  '-0',
  '1e999',
  '007',
  '0x1F',
  '9007199254740993',
  '2026-02-30T25:61:00Z',
  '[object Object]',
  "RECORD_ID()='rec1'",
  'recProductTides01',
  'data:text/html;base64,PHNjcmlwdD4=',
  'a,b;c\td|e',
  '"a","b"\n"c","d"',
  '# heading\n\n- list\n\n> quote\n\n`code` **bold** [link](javascript:1)',
  '\u001b[31mred\u001b[0m',
  'x'.repeat(2_000),
  '😀'.repeat(1_000),
  '\u0301'.repeat(1_000),
];

/** These, and these with one another around them, so that beginnings and ends are met too. */
function texts(count: number): readonly string[] {
  const random = createSeededRandom('awkward strings');
  const all = new Set(AWKWARD);
  while (all.size < count) {
    const joined = [random.pick(AWKWARD), random.pick(AWKWARD), random.pick(AWKWARD)].join('');
    if (joined.length <= 2_000) all.add(joined);
  }
  // What is only white space is no review, and said so where it is written.
  return [...all].filter((text) => text.trim() !== '');
}

const reviewsIn = async (world: World) => {
  const { answers } = await world.readers[0]!.device.reader.read([
    { collection: 'reviews', query: {} },
  ]);
  return answers[0]?.state === 'ready' ? answers[0].rows : [];
};

/** So many are kept before any is sent. */
const BATCH = 100;

// On from the store it is the browser's own text node: no page assigns innerHTML.
test.for([
  ['memory', 500],
  ['indexeddb', AWKWARD.length],
] as const)(
  '[figure R25] what is typed is the same in the outbox, in Airtable, in the delta and in the store (%s), unit by unit',
  async ([store, count]) => {
    useOrderedDigest();
    const world = createWorld(25, { store, writes: true });
    await world.startProxy();
    const { device } = world.readers[0]!;
    await device.openTab();
    await signIn(device);
    await world.clock.advance(30_000);
    const known = new Set((await reviewsIn(world)).map(({ id }) => id));
    const shown = async () => (await reviewsIn(world)).filter(({ id }) => !known.has(id));
    const [worker] = device.workers();
    const wanted = texts(count);
    expect(wanted.length).toBeGreaterThan(0.95 * count);

    for (let from = 0; from < wanted.length; from += BATCH) {
      const batch = wanted.slice(from, from + BATCH);
      const asked = batch.map((content, i) => {
        const author = `reader ${from + i}`;
        const args = { product: 'recProductTides01', author, content, score: 5 };
        return worker!.api.mutate({ id: `awkward-${from + i}`, name: 'addReview', args });
      });
      await world.clock.advance(0);
      expect((await Promise.all(asked)).map(({ ok }) => ok)).toEqual(batch.map(() => true));
      const contents = (await shown()).map(({ content }) => content as string);
      expect(contents.toSorted()).toEqual(wanted.slice(0, from + BATCH).toSorted());
      await world.clock.advance(30_000);
    }

    await world.clock.advance(60_000);
    const cells = world.upstream.emulator.table('reviews').records();
    const byAuthor = (rows: readonly Readonly<Record<string, unknown>>[]) =>
      new Map(rows.map(({ author, content }) => [author, content]));
    const inAirtable = byAuthor(cells.map(({ fields }) => fields));
    const inStore = byAuthor(await shown());
    for (const [i, content] of wanted.entries()) {
      const author = `reader ${i}`;
      const found = [inAirtable.get(author), inStore.get(author)];
      expect([i, ...found]).toEqual([i, content, content]);
    }
    // None is shown from the outbox any more: each came back with a publication.
    const outbox = await worker!.api.outbox();
    expect(outbox.ok && JSON.stringify(outbox.value)).not.toContain('awkward-');
    await world.stop();
    device.close();
  },
);

test('[figure R25] a text with half a character, or with NUL, is refused where it is typed, and changes nothing', async () => {
  useOrderedDigest();
  const world = createWorld(25, { writes: true });
  await world.startProxy();
  const { device } = world.readers[0]!;
  await device.openTab();
  await world.clock.advance(30_000);
  const before = await reviewsIn(world);
  const [worker] = device.workers();
  for (const content of [
    '\ud800',
    'a\udc00',
    '\udc00\ud800',
    `${'👍'.slice(0, 1)} cut`,
    '\0',
    'a\0b',
  ]) {
    const args = { product: 'recProductTides01', author: 'a', content, score: 5 };
    const asked = worker!.api.mutate({ id: content, name: 'addReview', args });
    await world.clock.advance(0);
    expect((await asked).ok).toBe(false);
  }
  await world.clock.advance(10_000);
  expect(await reviewsIn(world)).toEqual(before);
  await world.stop();
  device.close();
});
