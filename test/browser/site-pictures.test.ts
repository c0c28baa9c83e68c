import sharp from 'sharp';
import { expect, test } from 'vitest';
import { expectNoCspViolations } from './harness/assertions.ts';
import { useSite } from './world/use-site.ts';

const site = useSite();

/** A picture of one colour, of this size. */
const drawn = async (width: number, height: number) => ({
  filename: 'A jetty.png',
  type: 'image/png',
  bytes: await sharp({ create: { width, height, channels: 3, background: '#2b6173' } })
    .png()
    .toBuffer(),
});
const articleNow = (fields: object = {}) =>
  site.addRow('articles', {
    slug: 'a-jetty',
    title: 'A jetty',
    description: 'What stands in the water.',
    content: 'It stands. '.repeat(200),
    author: 'Slow Ferry',
    published_at: '2031-05-01',
    ...fields,
  });
/** A picture below this element is here, and comes from the site itself. */
const hasPicture = (within: string) =>
  `(() => { const img = document.querySelector('${within} img'); return img?.naturalWidth > 0 && new URL(img.currentSrc).pathname.startsWith('/v1/media/'); })()`;

test('[B27] a picture uploaded in the base appears in every open tab, without a reload', async () => {
  const { id } = await articleNow();
  const product = await site.addRow('products', { name: 'A Jetty in Parts' });
  const card = `.card:has(a[href*="${id}"])`;
  const place = `.shelf-place:has(a[href*="${product.id}"])`;
  const [blog, article, shop] = [
    await site.openFresh('/blog'),
    await site.openFresh(`/blog/${id}`),
    await site.openFresh('/catalog'),
  ];
  await blog.waitFor(`document.querySelector('${card} .picture-missing') !== null`);
  await article.waitFor(`document.querySelector('.article-title')?.textContent === 'A jetty'`);
  await shop.waitFor(`document.querySelector('${place} .picture-missing') !== null`);
  for (const page of [blog, article, shop]) await page.evaluate(`globalThis.isSameDocument = true`);

  const file = await drawn(900, 600);
  await site.world.upload(`articles/${id}/image`, file);
  await site.world.upload(`products/${product.id}/image`, file);
  const whileItComes = { timeoutMs: 20_000 };
  await blog.waitFor(hasPicture(card), whileItComes);
  await article.waitFor(hasPicture('.article-picture'), whileItComes);
  await shop.waitFor(hasPicture(place), whileItComes);
  for (const page of [blog, article, shop]) {
    expect(await page.evaluate(`isSameDocument`)).toBe(true);
    await expectNoCspViolations(page);
  }
});

test('a picture that is a strip leaves the text within reach, and is shown whole', async () => {
  const { id } = await articleNow();
  await site.world.upload(`articles/${id}/image`, await drawn(300, 4000));
  const page = await site.openFresh(`/blog/${id}`);
  await page.waitFor(hasPicture('.article-picture'), { timeoutMs: 20_000 });
  const height = `document.querySelector('.article-picture').getBoundingClientRect().height`;
  expect(await page.evaluate(`${height} / innerHeight`)).toBeLessThanOrEqual(2.51);
  expect(
    await page.evaluate(
      `getComputedStyle(document.querySelector('.article-picture img')).objectFit`,
    ),
  ).toBe('contain');
});

test.each([
  ['upright', 600, 900],
  ['wide', 1500, 300],
])(
  'a picture that is %s has its place before it comes, so nothing moves',
  async (_, width, height) => {
    await site.world.breakAirtable({ kind: 'status', status: 503, match: '^GET /v3/' });
    try {
      const { id } = await articleNow();
      await site.world.upload(`articles/${id}/image`, await drawn(width, height));
      const page = await site.openFresh(`/blog/${id}`);
      await page.waitFor(
        `document.querySelector('.article-picture .picture-missing')?.textContent === 'Picture not here yet'`,
        { timeoutMs: 20_000 },
      );
      const ratio = `(() => { const { width, height } = document.querySelector('.article-picture').getBoundingClientRect(); return width / height; })()`;
      expect(await page.evaluate(ratio)).toBeCloseTo(width / height, 2);
      await page.evaluate(`{
      globalThis.moved = 0;
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) moved += entry.value;
      }).observe({ type: 'layout-shift' });
    }`);
      await site.world.breakAirtable();
      await page.waitFor(hasPicture('.article-picture'), { timeoutMs: 30_000 });
      expect(await page.evaluate(ratio)).toBeCloseTo(width / height, 2);
      expect(
        await page.evaluate(
          `new Promise((resolve) => requestAnimationFrame(() => setTimeout(() => resolve(moved))))`,
        ),
      ).toBe(0);
    } finally {
      await site.world.breakAirtable();
    }
  },
);
