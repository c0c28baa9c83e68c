import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { preparePicture, type PreparedMedia } from '../../../src/proxy/media/picture.ts';

const drawn = (width: number, height: number, background = '#3060c0') =>
  sharp({ create: { width, height, channels: 3, background } });
const prepared = async (bytes: Uint8Array): Promise<PreparedMedia> => {
  const found = await preparePicture(bytes);
  if ('refused' in found) throw new Error(found.refused);
  return found;
};
const text = (words: string) => new TextEncoder().encode(words);

const CUT = (await drawn(900, 900).jpeg().toBuffer()).subarray(0, 900);

describe('preparePicture', () => {
  test('makes a few WebP widths, the widest at most 1,920, and a fallback of the same family that old browsers read', async () => {
    const { forms, ...main } = await prepared(await drawn(4000, 3000).jpeg().toBuffer());
    expect(forms.map(({ type, width, height }) => [type, width, height])).toEqual([
      ['image/webp', 320, 240],
      ['image/webp', 640, 480],
      ['image/webp', 1280, 960],
      ['image/webp', 1920, 1440],
    ]);
    expect(main).toMatchObject({
      type: 'image/jpeg',
      width: 1280,
      height: 960,
      color: expect.stringMatching(/^#3[01]6[01]c[01]$/) as string,
    });
    for (const { bytes, width } of [...forms, { ...main, width: 1280 }]) {
      expect((await sharp(bytes).metadata()).width).toBe(width);
    }
  });

  test('never enlarges, and leaves out a width that is hardly another', async () => {
    const widthsOf = async (width: number) =>
      (await prepared(await drawn(width, 100).png().toBuffer())).forms.map((form) => form.width);
    expect(await widthsOf(90)).toEqual([90]);
    expect(await widthsOf(700)).toEqual([320, 700]);
    expect(await widthsOf(1200)).toEqual([320, 640, 1200]);
  });

  test('publishes a small original as it came, as its own widest form where it is WebP', async () => {
    const webp = await drawn(1200, 750).webp().toBuffer();
    const found = await prepared(webp);
    expect(Buffer.from(found.bytes).equals(webp)).toBe(true);
    expect(found).toMatchObject({ type: 'image/webp', width: 1200, height: 750 });
    expect(found.forms.at(-1)).toMatchObject({ width: 1200, bytes: found.bytes });
    const png = await drawn(500, 400).png().toBuffer();
    expect(Buffer.from((await prepared(png)).bytes).equals(png)).toBe(true);
  });

  test('[invariant I1] tells readers nothing of what the camera wrote into a picture, and turns it as it was held', async () => {
    const original = await drawn(600, 400)
      .withExif({ IFD0: { Copyright: 'a private person' }, IFD3: { GPSLatitude: '51/1 30/1 0/1' } })
      .withMetadata({ orientation: 6 })
      .jpeg()
      .toBuffer();
    const { forms, ...main } = await prepared(original);
    expect(main).toMatchObject({ type: 'image/jpeg', width: 400, height: 600 });
    for (const { bytes } of [...forms, main]) {
      expect(await sharp(bytes).metadata()).not.toHaveProperty('exif');
      expect(Buffer.from(bytes).includes('a private person')).toBe(false);
    }
  });

  test('gives a see-through picture no colour of its own, and what few browsers read another type', async () => {
    const clear = sharp({
      create: {
        width: 400,
        height: 300,
        channels: 4,
        background: { r: 9, g: 9, b: 9, alpha: 0.5 },
      },
    });
    expect(await prepared(await clear.clone().png().toBuffer())).toMatchObject({ color: '' });
    expect(await prepared(await clear.clone().avif().toBuffer())).toMatchObject({
      type: 'image/png',
    });
    const avif = await prepared(await drawn(400, 300, '#808080').avif().toBuffer());
    expect(avif).toMatchObject({ type: 'image/jpeg' });
    const grey = await prepared(await drawn(400, 300, '#808080').greyscale().png().toBuffer());
    expect(grey.color).toBe('#808080');
  });

  test('keeps what moves, drawings and PDF as they came', async () => {
    const frames = Buffer.concat([Buffer.alloc(300, 10), Buffer.alloc(300, 200)]);
    const moving = sharp(frames, { raw: { width: 10, height: 20, channels: 3, pageHeight: 10 } });
    for (const bytes of [
      await moving.clone().gif({ loop: 0 }).toBuffer(),
      await moving.clone().webp({ loop: 0 }).toBuffer(),
    ]) {
      const found = await prepared(bytes);
      expect(found).toMatchObject({ width: 10, height: 10, forms: [] });
      expect(found.bytes).toBe(bytes);
    }
    const svg = text('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 30 20"><script/></svg>');
    expect(await prepared(svg)).toMatchObject({
      type: 'image/svg+xml',
      width: 30,
      height: 20,
      bytes: svg,
    });
    expect(await prepared(text('%PDF-1.7'))).toMatchObject({ type: 'application/pdf', forms: [] });
  });

  test('keeps an animated PNG as it came', async () => {
    const png = await drawn(10, 10).png().toBuffer();
    const chunk = Buffer.from('\0\0\0\x08acTL\0\0\0\x02\0\0\0\0\0\0\0\0', 'latin1');
    const apng = Buffer.concat([png.subarray(0, 33), chunk, png.subarray(33)]);
    expect(await preparePicture(apng)).toMatchObject({ forms: [], bytes: apng });
  });

  test.each([
    ['a page', text('<!doctype html><script>'), 'neither a picture nor a PDF'],
    ['a program', text('MZ\x90'), 'neither a picture nor a PDF'],
    ['the first lines of a picture', CUT, 'decoded'],
    ['a picture of nothing', text('GIF89a'), 'decoded'],
  ])('[fault N16] refuses %s for good', async (_, bytes, why) => {
    expect(await preparePicture(bytes)).toEqual({
      refused: expect.stringContaining(why) as string,
    });
  });

  test('[fault N16] refuses a picture that is small as a file and enormous as pixels', async () => {
    const bomb = await drawn(9000, 6000, '#000000').png().toBuffer();
    expect(bomb.byteLength).toBeLessThan(500_000);
    expect(await preparePicture(bomb)).toEqual({ refused: 'has more than 50 million pixels' });
  });
});
