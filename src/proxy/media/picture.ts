import sharp, { type Metadata, type Sharp } from 'sharp';
import { sniffType } from './sniff.ts';
import { svgSize } from './svg-size.ts';

/** A file made of an attachment, ready to be kept; its measures are null where they cannot be told. */
export interface PreparedFile {
  readonly bytes: Uint8Array;
  readonly type: string;
  readonly width: number | null;
  readonly height: number | null;
}

/** What is published of an attachment. */
export interface PreparedMedia extends PreparedFile {
  /** The same picture as WebP in a few widths, narrowest first; none of a file that is kept as it came. */
  readonly forms: readonly (PreparedFile & { readonly width: number })[];
  /** `#rrggbb`, what the picture looks like from far away; '' where it is see-through or no picture. */
  readonly color: string;
}

/** Why an attachment is never published: it will not be another one the next time. */
export interface RefusedMedia {
  readonly refused: string;
}

/** Above this a picture is refused unread: decoded it would fill 200 MB. The largest phones take 50. */
const MAX_PIXELS = 50_000_000;

/** Two of each three phones need the second; the last is for wide screens with twice the pixels per inch. */
const WIDTHS = [320, 640, 1280, 1920];

/** A width this near to the picture's own spares no bytes that anyone would notice. */
const NEAR = 0.8;

/** A form is never higher than this: WebP ends at 16,383, and a strip of cloth is no picture for a page. */
const MAX_HEIGHT = 8_192;

/** How wide the form for old browsers is, where the original cannot be published as it is. */
const FALLBACK_WIDTH = 1280;

// One picture at a time on one core, nothing remembered, and only readers of the formats that are let in: each of the
// others is code that a stranger's bytes would run through.
sharp.cache(false);
sharp.concurrency(1);
sharp.block({ operation: ['VipsForeignLoad'] });
sharp.unblock({
  operation: ['Jpeg', 'Png', 'Webp', 'Heif', 'Nsgif'].map((name) => `VipsForeignLoad${name}Buffer`),
});

/**
 * Measures an attachment and makes what is published of it. Judged by its bytes alone: pictures, drawings and PDF
 * are let in. Drawings, PDF and all that moves stay as they came. A picture is turned as its camera was held, and what
 * the camera wrote into it (the place, the time, the owner) does not go to readers.
 */
export async function preparePicture(bytes: Uint8Array): Promise<PreparedMedia | RefusedMedia> {
  const { type } = sniffType(bytes);
  const asItCame = { bytes, type, width: null, height: null, forms: [], color: '' };
  switch (type) {
    case 'application/octet-stream':
      return { refused: 'is neither a picture nor a PDF' };
    case 'application/pdf':
      return asItCame;
    case 'image/svg+xml':
      return { ...asItCame, ...svgSize(bytes) };
  }
  try {
    return await prepareRaster(bytes, type);
  } catch {
    return { refused: 'cannot be decoded' };
  }
}

async function prepareRaster(
  bytes: Uint8Array,
  type: string,
): Promise<PreparedMedia | RefusedMedia> {
  const reading = { failOn: 'error', autoOrient: true } as const;
  // The head alone is read, and says how much there would be to decode.
  const found = await sharp(bytes, { ...reading, limitInputPixels: false }).metadata();
  if (found.width * found.height > MAX_PIXELS) {
    return { refused: 'has more than 50 million pixels' };
  }
  const picture = sharp(bytes, { ...reading, limitInputPixels: MAX_PIXELS });
  const { width, height } = found.autoOrient;
  const asItCame = { bytes, type, width, height };
  if (isMoving(asItCame, found)) return { ...asItCame, forms: [], color: '' };
  const widest = widestForm(width, height);
  const isFit = !isInscribed(found) && widest === width && KEPT_TYPES.has(type);
  // Each width is drawn from the next wider one, so that the original is decoded once.
  let drawn = await draw(picture, widest);
  const isOpaque = (await drawn.sharp().stats()).isOpaque;
  const asFallback = isFit
    ? asItCame
    : await encodeFallback(
        await draw(drawn.sharp(), Math.min(FALLBACK_WIDTH, widest)),
        type,
        isOpaque,
      );
  const forms: (PreparedFile & { readonly width: number })[] = [];
  for (const wanted of formWidths(widest)) {
    drawn = await draw(drawn.sharp(), wanted);
    const isItself = isFit && type === 'image/webp' && wanted === width;
    forms.unshift(isItself ? { ...asFallback, width } : await encode(drawn, 'image/webp'));
  }
  return { ...asFallback, forms, color: isOpaque ? await colorOf(drawn.sharp()) : '' };
}

/** Types that every browser reads. */
const KEPT_TYPES = new Set(['image/jpeg', 'image/png', 'image/webp']);

/** A GIF is taken to move, whether or not it does. */
function isMoving({ bytes, type }: PreparedFile, { pages = 1 }: Metadata): boolean {
  return type === 'image/gif' || pages > 1 || isMovingPng(bytes, type);
}

/** True where the camera, or whoever had the picture since, wrote into it. */
function isInscribed({ exif, xmp, iptc, comments }: Metadata): boolean {
  return (exif ?? xmp ?? iptc ?? comments) !== undefined;
}

function widestForm(width: number, height: number): number {
  return Math.max(1, Math.min(width, WIDTHS.at(-1)!, Math.floor((width * MAX_HEIGHT) / height)));
}

/** Widest first; never wider than the picture itself. */
function formWidths(widest: number): readonly number[] {
  return [widest, ...WIDTHS.filter((width) => width < widest * NEAR).toReversed()];
}

/** A picture as plain pixels. */
interface Drawn {
  readonly width: number;
  readonly height: number;
  readonly sharp: () => Sharp;
}

async function draw(from: Sharp, wanted: number): Promise<Drawn> {
  const { data, info } = await from
    .clone()
    .resize({ width: wanted, withoutEnlargement: true })
    .raw()
    .toBuffer({ resolveWithObject: true });
  const { width, height, channels } = info;
  return { width, height, sharp: () => sharp(data, { raw: { width, height, channels } }) };
}

/** In the original's family; what not every browser reads becomes a JPEG, or a PNG where it is see-through. */
function encodeFallback(drawn: Drawn, type: string, isOpaque: boolean) {
  if (KEPT_TYPES.has(type)) return encode(drawn, type);
  return encode(drawn, isOpaque ? 'image/jpeg' : 'image/png');
}

async function encode({ width, height, sharp: pixels }: Drawn, type: string) {
  const encoded =
    type === 'image/webp'
      ? pixels().webp({ quality: 78 })
      : type === 'image/png'
        ? pixels().png()
        : pixels().jpeg({ quality: 80 });
  return { bytes: await encoded.toBuffer(), type, width, height };
}

async function colorOf(pixels: Sharp): Promise<string> {
  const data = await pixels
    .resize(1, 1, { fit: 'fill' })
    .toColourspace('srgb')
    .removeAlpha()
    .raw()
    .toBuffer();
  // A grey picture has one channel for all three.
  const [red = 0, green = red, blue = red] = data;
  return `#${[red, green, blue].map((value) => value.toString(16).padStart(2, '0')).join('')}`;
}

/** An animated PNG says so before its first pixels; its readers here would see the first of its pictures only. */
function isMovingPng(bytes: Uint8Array, type: string): boolean {
  return type === 'image/png' && Buffer.from(bytes.subarray(0, 4_096)).includes('acTL');
}
