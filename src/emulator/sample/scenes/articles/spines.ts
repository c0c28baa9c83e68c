// oxlint-disable max-params -- Coordinates and sizes come one by one, as in SVG itself.
import { shape, disc, box, fade, shade, group, within, repeat, dice } from '../brush.ts';
import { ink, type Ink } from '../ink.ts';
import { cuts } from '../texture.ts';

/** Two shelves of books, and the sea in the place where one is missing. */
export function spines(): string {
  const random = dice(12);
  const covers: readonly Ink[] = [
    ink.brick,
    ink.sea,
    ink.sand,
    ink.shallow,
    ink.weed,
    ink.paper,
    ink.clay,
    ink.shallow,
    ink.lamp,
  ];
  const row = (
    floor: number,
    tallest: number,
    gap?: readonly [left: number, right: number],
  ): string => {
    const books: string[] = [];
    let x = 18;
    while (x < 1190) {
      const wide = 34 + random() * 44;
      const tall = tallest * (0.74 + random() * 0.26);
      const cover = covers[Math.floor(random() * covers.length)] ?? ink.sea;
      if (gap === undefined || x + wide < gap[0] || x > gap[1])
        books.push(spine(x, floor, wide, tall, cover, random));
      x += wide + 3;
    }
    return books.join('');
  };
  const hole = box(540, 96, 220, 268);
  return [
    shape(box(0, 0, 1200, 750), ink.night),
    row(364, 310, [534, 762]),
    // Where one is missing you can see what it was about.
    within(
      hole,
      shape(hole, ink.mist),
      disc([690, 176], 30, ink.lamp),
      shape(box(540, 240, 220, 130), ink.sea),
      cuts(
        { x: 540, y: 244, width: 220, height: 120 },
        { ink: ink.shallow, count: 46, length: [20, 70], thick: 3.4, seed: 4 },
      ),
      group(
        'translate(630 248)',
        shape('M-34 -6C-24 16 24 16 36 -10z', ink.brick),
        shape('M0 -12L0 -84L40 -18z', ink.paper),
        shape('M-6 -12L-6 -70L-34 -16z', ink.sand),
      ),
    ),
    shade(box(540, 96, 34, 268), ink.night, { ...fade.left, density: [0.9, 0] }),
    shape(box(-10, 364, 1220, 28), ink.sand),
    shape(box(-10, 386, 1220, 12), ink.clay),
    row(726, 290),
    group('translate(980 726) rotate(-14)', spine(0, 0, 44, 270, ink.lamp, random)),
    shape(box(-10, 726, 1220, 40), ink.sand),
    shade(box(0, 392, 1200, 70), ink.night, { ...fade.top, density: [0.9, 0] }),
  ].join('');
}

function spine(
  x: number,
  floor: number,
  wide: number,
  tall: number,
  cover: Ink,
  random: () => number,
): string {
  const dark =
    cover === ink.night ||
    cover === ink.sea ||
    cover === ink.weed ||
    cover === ink.clay ||
    cover === ink.brick;
  const mark = dark ? ink.sand : ink.night;
  const d = box(x, floor - tall, wide, tall);
  const bands = Math.floor(random() * 3);
  return [
    shape(d, cover),
    random() > 0.66 ? shade(d, ink.night, { ...fade.right, density: [0.8, 0] }) : '',
    repeat(bands + 1, (i) => shape(box(x, floor - tall + 22 + i * 12, wide, 4), mark)),
    random() > 0.4
      ? shape(
          box(x + wide * 0.36, floor - tall + 76, wide * 0.28, tall * (0.2 + random() * 0.2)),
          mark,
        )
      : '',
    // The address, at the foot of the spine.
    shape(box(x + 4, floor - 62, wide - 8, 36), cover === ink.paper ? ink.mist : ink.paper),
    shape(
      box(x + 9, floor - 54, wide - 20, 5) + box(x + 9, floor - 43, (wide - 18) * 0.6, 5),
      ink.night,
    ),
  ].join('');
}
