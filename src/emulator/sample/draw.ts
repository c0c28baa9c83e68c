/**
 * Draws every picture of the sample magazine and writes `pictures/<name>.webp` and `pictures.json`.
 *
 *     node src/emulator/sample/draw.ts              all of them
 *     node src/emulator/sample/draw.ts tide bread   those whose name contains one of the words
 *
 * CHROMIUM is the path of the browser to draw with, where it is not the one that Playwright itself would find.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';

import { chromium, type Page } from 'playwright-core';

import type { Scene } from './scenes/scene.ts';
import { scenes } from './scenes/scenes.ts';
import { sheet } from './scenes/sheet.ts';

/** The largest picture that may be kept, in bytes. */
const MAX_BYTES = 60_000;

/** WebP qualities, tried in order until a picture is small enough; below the last it would look poor. */
const QUALITIES = [0.82, 0.76, 0.7, 0.62, 0.54, 0.46];

const here = new URL('./', import.meta.url);
const manifest = new URL('pictures.json', here);

const words = process.argv.slice(2);
const wanted = scenes.filter(
  ({ name }) => words.length === 0 || words.some((word) => name.includes(word)),
);
const drawn = words.length === 0 ? {} : readManifest();

mkdirSync(new URL('pictures/', here), { recursive: true });
const browser = await chromium.launch({
  ...(process.env['CHROMIUM'] === undefined ? {} : { executablePath: process.env['CHROMIUM'] }),
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--no-first-run'],
});
try {
  const page = await browser.newPage();
  for (const scene of wanted) {
    const { bytes, quality } = await draw(page, scene);
    writeFileSync(new URL(`pictures/${scene.name}.webp`, here), bytes);
    drawn[scene.name] = { width: scene.width, height: scene.height, size: bytes.length };
    process.stdout.write(`${scene.name}: ${bytes.length} bytes at ${quality}\n`);
  }
} finally {
  await browser.close();
}

const sorted = Object.entries(drawn).sort(([a], [b]) => a.localeCompare(b));
writeFileSync(manifest, `${JSON.stringify(Object.fromEntries(sorted), null, 2)}\n`);

async function draw(page: Page, scene: Scene): Promise<{ bytes: Buffer; quality: number }> {
  for (const quality of QUALITIES) {
    const bytes = Buffer.from(await page.evaluate<string>(toWebP(scene, quality)), 'base64');
    if (bytes.length <= MAX_BYTES) return { bytes, quality };
  }
  throw new Error(
    `${scene.name}: over ${MAX_BYTES} bytes even at ${QUALITIES.at(-1)}; use less grain`,
  );
}

/** The page's half, as text: this folder is compiled for a server and has no `document`. */
function toWebP({ width, height, ...rest }: Scene, quality: number): string {
  const svg = JSON.stringify(sheet({ width, height, ...rest }));
  return `(async () => {
    const image = new Image();
    image.src = 'data:image/svg+xml,' + encodeURIComponent(${svg});
    await image.decode();
    const canvas = document.createElement('canvas');
    canvas.width = ${width};
    canvas.height = ${height};
    canvas.getContext('2d').drawImage(image, 0, 0);
    const blob = await new Promise((done) => canvas.toBlob(done, 'image/webp', ${quality}));
    const bytes = new Uint8Array(await blob.arrayBuffer());
    return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
  })()`;
}

function readManifest(): Record<string, { width: number; height: number; size: number }> {
  return JSON.parse(readFileSync(manifest, 'utf8')) as ReturnType<typeof readManifest>;
}
