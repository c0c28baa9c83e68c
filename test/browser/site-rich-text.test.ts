import { expect, test } from 'vitest';
import { expectNoCspViolations } from './harness/assertions.ts';
import type { ChromiumPage } from './harness/chromium.ts';
import { useSite } from './world/use-site.ts';

const site = useSite();

/** What a payload would do if it ran, and what it would load. */
const FIRE = 'globalThis.fired=1';
const HOSTILE = [
  `<script>${FIRE}</script>`,
  `<img src=x onerror="${FIRE}">`,
  `<img src="http://hostile.test/pixel.png">`,
  `<svg onload="${FIRE}"><script>${FIRE}</script></svg>`,
  `<svg><animate onbegin="${FIRE}" attributeName=x dur=1s></svg>`,
  `<math><mtext><style><img src=x onerror="${FIRE}"></style></mtext></math>`,
  `<iframe srcdoc="<script>parent.fired=1</script>"></iframe>`,
  `<details open ontoggle="${FIRE}">x</details>`,
  `<a href="javascript:${FIRE}">raw link</a>`,
  `<p style="background:url(http://hostile.test/style)">styled</p>`,
  `<form action="http://hostile.test/"><button formaction="javascript:${FIRE}">Send</button></form>`,
  `<base href="http://hostile.test/">`,
  `<meta http-equiv="refresh" content="0;url=http://hostile.test/">`,
  `<link rel="stylesheet" href="http://hostile.test/x.css">`,
  `<!--<img src=x onerror="${FIRE}">-->`,
  `<noscript><p title="</noscript><img src=x onerror=${FIRE}>">`,
  `<input autofocus onfocus="${FIRE}">`,
  `<object data="javascript:${FIRE}"></object>`,
  `[script link](javascript:${FIRE})`,
  `[spaced link](java%0ascript:${FIRE})`,
  `[tabbed link](<java\tscript:${FIRE}>)`,
  `[entity link](&#106;avascript:${FIRE})`,
  `[data link](data:text/html,<script>${FIRE}</script>)`,
  `[vbscript link](vbscript:msgbox)`,
  `[protocol-relative link](//hostile.test/)`,
  `[backslash link](/\\hostile.test/)`,
  `![picture](http://hostile.test/p.png)`,
  `![broken](x"onerror="${FIRE})`,
  `<javascript:${FIRE}>`,
  `\`<img src=x onerror=${FIRE}>\``,
  `[quoted](https://good.test/"onmouseover="${FIRE})`,
  `# Heading <img src=x onerror=${FIRE}>`,
  `* [ ] task <script>${FIRE}</script>`,
  `| <b onclick="${FIRE}">cell</b> |\n| --- |\n| <svg/onload=${FIRE}> |`,
  '```html\n<script>globalThis.fired=1</script>\n```',
];

/** Everything in the page's content that no editor's text may bring about. */
const findUnsafe = `[...document.querySelectorAll('main *')].flatMap((element) => {
  const tag = element.localName;
  const isOdd = /^(script|style|iframe|object|embed|form|input|base|meta|link|math|animate|details|template|noscript)$/.test(tag);
  const attributes = [...element.attributes].filter(({ name, value }) =>
    /^on|^srcdoc$|^formaction$/.test(name) ||
    // A picture's own colour and ratio, and its widths on this site's disk.
    (name === 'style' && !/^(--color: #[0-9a-f]{6};)?( ?--ratio: \\d+\\/\\d+;)?$/.test(value)) ||
    (name === 'srcset' && !/^(\\/v1\\/media\\/[\\w-]{43}\\/[\\w.-]+ \\d+w(, )?)+$/.test(value)) ||
    (/^(href|src|action|data)$/.test(name) && !/^(https?:\\/\\/|mailto:|tel:|[/#?](?![/\\\\]))/.test(value)));
  return [...(isOdd ? [tag] : []), ...attributes.map(({ name, value }) => tag + ' ' + name + '=' + value)];
})`;

test('[B56] hostile text in every field is shown as text: nothing runs, nothing is loaded', async () => {
  const asked = new Set<string>();
  const page = await site.openFresh('/');
  page.native.on('request', (request) => void asked.add(new URL(request.url()).origin));
  const payload = `"><img src=x onerror=${FIRE}><script>${FIRE}</script>`;
  const article = await site.addRow('articles', {
    slug: `../..//hostile.test/${payload}`,
    title: `Title ${payload}</title>`,
    description: `Description ${payload}`,
    author: `Author ${payload}`,
    content: HOSTILE.join('\n\n'),
    published_at: '2027-01-01',
  });
  const section = { title: `Section ${payload}`, content: `Content ${payload}` };
  for (const type of ['hero', 'text_and_image', 'feature']) {
    await site.addRow('contents', { id: `hostile-${type}`, type, styles: payload, ...section });
  }

  await page.waitFor(
    `document.querySelector('.features')?.innerText.includes(${JSON.stringify(section.content)})`,
  );
  expect(await page.evaluate(findUnsafe)).toEqual([]);
  await page.click('header nav a[href="/blog"]');
  await page.waitFor(
    `document.querySelector('.card-description')?.textContent === ${JSON.stringify(`Description ${payload}`)}`,
  );
  expect(await page.evaluate(findUnsafe)).toEqual([]);
  await page.click('.card h2 a');
  await page.waitFor(`!!document.querySelector('.prose h2')`);
  expect(await page.evaluate(`location.pathname.startsWith('/blog/${article.id}/')`)).toBe(true);
  expect(await page.evaluate(`document.title`)).toBe(`Title ${payload}</title> · Low Water`);
  expect(await page.evaluate(findUnsafe)).toEqual([]);

  const text = await page.text('.prose');
  const markup = HOSTILE.filter((one) => /^<(?!javascript:)/.test(one));
  for (const raw of markup) expect(text).toContain(raw);
  for (const words of ['script link', 'data link', 'backslash link']) {
    expect(text).toContain(words);
  }
  await page.evaluate(`document.querySelectorAll('.prose *').forEach((element) =>
    ['mouseover', 'focus', 'toggle', 'load', 'error'].forEach((type) => element.dispatchEvent(new Event(type))))`);
  expect(await page.evaluate(`globalThis.fired`)).toBeUndefined();
  expect([...asked]).toEqual([site.world.url]);
  await expectNoCspViolations(page);
});

test('[B56] headings, lists, tasks, code, tables and marks become what they are', async () => {
  const content = [
    '# One',
    'A *soft* **strong** ~~gone~~ `code` [out](https://good.test/a) [in](/blog?page=2) line.',
    '## Two\n### Three',
    '- a\n    - b\n- c',
    '3. third\n4. fourth',
    '[x] done\n[ ] open',
    '> said\n> twice',
    '```\nfirst  line\n  second <b>\n```',
    '| left | right |\n| :--- | ---: |\n| 1 | 2 |',
    '---',
    'Ω ñ e\u0301 👩‍🔬 \u05e9\u05dc\u05d5\u05dd & < > "',
  ].join('\n\n');
  const { id } = await site.addRow('articles', {
    slug: 'forms',
    title: 'All forms',
    content,
    published_at: '2027-01-01',
  });
  const list = await site.openFresh('/blog');
  await list.waitFor(`document.querySelector('.card h2')?.textContent === 'All forms'`);
  const page = await site.openFresh(`/blog/${id}?shared=0`);
  expect(
    await page.evaluate(
      `document.querySelector('.prose').innerHTML.replaceAll(' tabindex="-1"', '')`,
    ),
  ).toBe(
    [
      '<h2 id="s-one">One</h2>',
      '<p>A <em>soft</em> <strong>strong</strong> <del>gone</del> <code>code</code> ',
      '<a href="https://good.test/a">out</a> <a href="/blog?page=2&amp;shared=0">in</a> line.</p>',
      '<h2 id="s-two">Two</h2><h3 id="s-three">Three</h3>',
      '<ul dir="auto"><li>a<ul dir="auto"><li>b</li></ul></li><li>c</li></ul>',
      '<ol start="3" dir="auto"><li>third</li><li>fourth</li></ol>',
      '<ul dir="auto"><li data-task="done"><bdi class="visually-hidden">Done: </bdi>done</li>',
      '<li data-task="open"><bdi class="visually-hidden">To do: </bdi>open</li></ul>',
      '<blockquote dir="auto"><p>said\ntwice</p></blockquote>',
      '<div class="scroller scroller-pre" tabindex="0" role="group" aria-label="Code">',
      '<pre><code>first  line\n  second &lt;b&gt;\n</code></pre></div>',
      '<div class="scroller scroller-table" tabindex="0" role="group" aria-label="Table" dir="auto"><table>',
      '<thead><tr><th class="align-left" scope="col">left</th><th class="align-right" scope="col">right</th></tr></thead>',
      '<tbody><tr><td class="align-left">1</td><td class="align-right">2</td></tr></tbody></table></div>',
      '<hr><p>Ω ñ e\u0301 👩‍🔬 \u05e9\u05dc\u05d5\u05dd &amp; &lt; &gt; "</p>',
    ].join(''),
  );
});

test('[B56][B58] a link inside an article stays in the document, one to a heading goes there', async () => {
  const filler = Array.from({ length: 60 }, (_, i) => `Paragraph ${i} of many.`).join('\n\n');
  const { id } = await site.addRow('articles', {
    slug: 'links',
    title: 'Links',
    content: `[down](#s-far-below) and [away](/blog)\n\n${filler}\n\n## Far below\n\n${filler}`,
    published_at: '2027-01-01',
  });
  const list = await site.openFresh('/blog');
  await list.waitFor(`document.querySelector('.card h2')?.textContent === 'Links'`);
  const page = await site.openFresh(`/blog/${id}`);
  await page.evaluate(`globalThis.isSameDocument = true`);
  await page.click('.prose a[href="#s-far-below"]');
  await page.waitFor(`document.activeElement.id === 's-far-below' && scrollY > 1000`);
  await page.evaluate(`history.back()`);
  await page.waitFor(`location.hash === '' && scrollY === 0`);
  await page.click('.prose a[href="/blog"]');
  await page.waitFor(`document.title === 'Blog · Low Water'`);
  expect(await page.evaluate(`globalThis.isSameDocument`)).toBe(true);
  const direct = await site.openFresh(`/blog/${id}#s-far-below`);
  await direct.waitFor(`document.activeElement.id === 's-far-below' && scrollY > 1000`);
});

test('[N11][B27] an edit elsewhere in an article leaves its reader the focus, the selection and the line', async () => {
  const line = 'The tide goes out a long way here, and it comes back faster than anybody walks. ';
  const section = (i: number) =>
    `## Section ${i}\n\n${line.repeat(3)}[Link ${i}](/blog?page=${i})\n\n* * *`;
  const sections = Array.from({ length: 30 }, (_, i) => section(i + 1));
  const { id } = await site.addRow('articles', {
    slug: 'being-read',
    title: 'Being read',
    content: sections.join('\n\n'),
    published_at: '2027-01-01',
  });
  const list = await site.openFresh('/blog');
  await list.waitFor(`document.querySelector('.card h2')?.textContent === 'Being read'`);
  const page = await site.openFresh(`/blog/${id}`);
  await page.evaluate(`(() => {
    const heading = document.querySelector('#s-section-15');
    const link = document.querySelector('.prose a[href="/blog?page=15"]');
    heading.scrollIntoView();
    getSelection().selectAllChildren(heading);
    link.focus({ preventScroll: true });
    Object.assign(globalThis, { link, topOf: () => heading.getBoundingClientRect().top });
  })()`);
  const top = await page.evaluate<number>(`topOf()`);
  const expectUndisturbed = async () => {
    expect(await page.evaluate(`document.activeElement === link`)).toBe(true);
    expect(await page.evaluate(`String(getSelection())`)).toBe('Section 15');
    // Scroll anchoring moves the page by whole pixels, with the next frame.
    await page.waitFor(`Math.abs(topOf() - ${top}) < 2`);
  };

  await site.world.editRow('articles', id, { title: 'Still being read' });
  await page.waitFor(`document.querySelector('h1').textContent === 'Still being read'`);
  await expectUndisturbed();
  const first = '## Before all others\n\nA paragraph that was not there.';
  await site.world.editRow('articles', id, {
    content: [first, ...sections.slice(0, 28), section(31)].join('\n\n'),
  });
  await page.waitFor(`!!document.querySelector('#s-before-all-others')`);
  await expectUndisturbed();
  const headings = `[...document.querySelectorAll('.prose h2')].map(({ id }) => id)`;
  expect(await page.evaluate(headings)).toEqual([
    's-before-all-others',
    ...sections.slice(0, 28).map((_, i) => `s-section-${i + 1}`),
    's-section-31',
  ]);
  const entries = `[...document.querySelectorAll('.contents a')].map(({ hash }) => hash.slice(1))`;
  await page.waitFor(`JSON.stringify(${entries}) === JSON.stringify(${headings})`);
});

test('[B56] each line of a text runs as its first letter does, and a list has its bullets on that side', async () => {
  const arabic = '\u0645\u0631\u062d\u0628\u0627 \u0628\u0643\u0645!';
  const { id } = await site.addRow('articles', {
    slug: 'both-ways',
    title: arabic,
    description: arabic,
    content: [
      arabic,
      'From left to right.',
      `## ${arabic}`,
      `- ${arabic}\n- From left to right`,
      '1. From left to right',
      `[x] ${arabic}`,
      `> ${arabic}`,
      `| ${arabic} | two |\n| --- | --- |\n| ${arabic} | 2 |`,
      `\`\`\`\n${arabic}\n\`\`\``,
    ].join('\n\n'),
    published_at: '2027-01-01',
  });
  const list = await site.openFresh('/blog');
  await list.waitFor(
    `document.querySelector('.card h2')?.textContent === ${JSON.stringify(arabic)}`,
  );
  const expectSides = async (page: ChromiumPage, sides: Readonly<Record<string, string>>) => {
    for (const [selector, side] of Object.entries(sides)) {
      expect([selector, await page.evaluate(sideOf(selector))]).toEqual([selector, side]);
    }
  };
  await expectSides(list, { '.card h2 a': 'right', '.card-description': 'right' });
  const page = await site.openFresh(`/blog/${id}`);
  await expectSides(page, {
    h1: 'right',
    '.article-description': 'right',
    '.prose > p': 'right',
    '.prose > p + p': 'left',
    '.prose > h2': 'right',
    '.prose > ul > li': 'right',
    '.prose > ul > li + li': 'left',
    '.prose > ol > li': 'left',
    '.prose [data-task]': 'right',
    '.prose blockquote p': 'right',
    '.prose th': 'right',
    '.prose td': 'right',
    '.prose pre code': 'left',
  });
  const directions = `['.prose > ul', '.prose > ol', '.prose > ul:has([data-task])', 'blockquote', 'table', 'pre']
    .map((selector) => getComputedStyle(document.querySelector(selector)).direction)`;
  expect(await page.evaluate(directions)).toEqual(['rtl', 'ltr', 'rtl', 'rtl', 'rtl', 'ltr']);
});

/** The side at which the text of an element begins: where it is to be read from, and what it stands at. */
const sideOf = (selector: string) => `(() => {
  const element = document.querySelector('${selector}');
  const text = element.lastChild;
  const edgesOf = (start, end) => {
    const range = document.createRange();
    range.setStart(text, start);
    range.setEnd(text, end);
    return range.getBoundingClientRect();
  };
  const first = edgesOf(0, 1);
  const last = edgesOf(text.length - 1, text.length);
  const box = (element.closest('a') ? element.parentElement : element).getBoundingClientRect();
  const all = edgesOf(0, text.length);
  const isAtRight = box.right - all.right < all.left - box.left;
  return first.left > last.left ? (isAtRight ? 'right' : 'neither') : 'left';
})()`;
