import {
  box,
  dice,
  disc,
  fade,
  glow,
  group,
  oval,
  poly,
  repeat,
  shade,
  shape,
  stroke,
  within,
} from './brush.ts';
import { ink, type Ink } from './ink.ts';
import { type Scene, wide } from './scene.ts';
import { cuts, ridge, stars } from './texture.ts';

/** The articles about copies, and where they are kept. */
export const shelf: readonly Scene[] = [
  wide('where-a-book-lives', spines()),
  wide('the-copy-you-have', island()),
];

function spines(): string {
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

function island(): string {
  return [
    shape(box(0, 0, 1200, 750), ink.sea),
    shape(box(0, 0, 1200, 470), ink.night),
    stars({ x: 0, y: 0, width: 1200, height: 380 }, 110, ink.mist, 15),
    shade(box(0, 370, 1200, 100), ink.sea, { ...fade.bottom, density: [0.9, 0] }),
    shape(ridge(452, 20, 474, 8), ink.sea),
    // The wire that came this far.
    stroke('M70 480L84 210M34 258L132 246M44 300L126 292', ink.clay, 9),
    stroke('M40 262C-20 300 -40 320 -60 330M126 252C180 330 200 360 214 470', ink.clay, 3.5),
    glow(oval([640, 330], 270, 240), ink.lamp, 0.62),
    cuts(
      { x: 0, y: 480, width: 1200, height: 270 },
      { ink: ink.night, count: 120, length: [70, 230], thick: 6, seed: 7 },
    ),
    cuts(
      { x: 330, y: 560, width: 620, height: 180 },
      {
        ink: ink.lamp,
        count: 100,
        length: [30, 130],
        thick: 5,
        seed: 8,
        keep: (across, down) => 1 - Math.abs(across - 0.5) - down * 0.4,
      },
    ),
    // The rock.
    shape(
      'M290 590C330 530 380 520 430 500C520 480 760 478 850 504C900 520 950 540 980 592C900 612 380 616 290 590z',
      ink.clay,
    ),
    shade('M290 590C330 530 380 520 430 500L850 504C900 520 950 540 980 592z', ink.night, {
      ...fade.bottom,
      density: [1, 0],
    }),
    shape('M430 500C520 480 760 478 850 504C780 520 520 522 430 500z', ink.weed),
    cuts(
      { x: 300, y: 592, width: 680, height: 14 },
      { ink: ink.paper, count: 30, length: [30, 90], thick: 4, seed: 9 },
    ),
    armchair(),
    readingLamp(),
    pile(752, 500),
  ].join('');
}

function armchair(): string {
  return group(
    'translate(560 500)',
    shape('M-96 -10L-84 12L-76 12L-70 -10zM70 -10L76 12L84 12L96 -10z', ink.night),
    shape('M-86 -90C-110 -250 110 -250 92 -90L92 -10L-86 -10z', ink.brick),
    shade('M-86 -90C-110 -250 110 -250 92 -90L92 -10L-86 -10z', ink.night, {
      ...fade.left,
      density: [0.9, 0],
    }),
    shape('M-60 -70C-60 -82 66 -82 66 -70L66 -40L-60 -40z', ink.sand),
    shape('M-64 -44L70 -44L70 -6L-64 -6z', ink.brick),
    shape('M-116 -92C-116 -122 -66 -122 -64 -92L-64 -4L-110 -4z', ink.clay),
    shape('M70 -92C72 -122 122 -122 122 -92L116 -4L70 -4z', ink.clay),
    ...[
      [-30, -160],
      [30, -160],
      [0, -186],
      [0, -130],
    ].map(([x = 0, y = 0]) => disc([x, y], 4.5, ink.night)),
    // What has been left open on the arm.
    group(
      'translate(96 -118) rotate(8)',
      shape(
        'M-46 4C-30 -12 -10 -8 0 2C10 -8 30 -12 46 4L46 12C30 -2 10 2 0 10C-10 2 -30 -2 -46 12z',
        ink.paper,
      ),
    ),
  );
}

function readingLamp(): string {
  return [
    shape(
      poly([
        [650, 200],
        [724, 200],
        [860, 494],
        [560, 494],
      ]),
      ink.lamp,
      0.34,
    ),
    stroke('M738 498L738 200C738 150 700 146 688 160', ink.night, 8),
    shape('M656 150L716 150L752 212L620 212z', ink.lamp),
    shade('M656 150L716 150L752 212L620 212z', ink.brick, { ...fade.bottom, density: [0.8, 0] }),
    shape(oval([740, 498], 34, 8), ink.night),
    disc([686, 216], 13, ink.paper),
  ].join('');
}

function pile(x: number, floor: number): string {
  const covers = [
    ink.sea,
    ink.paper,
    ink.brick,
    ink.lamp,
    ink.shallow,
    ink.sand,
    ink.weed,
  ] as const;
  return covers
    .map((cover, i) => {
      const [left, wide] = [x + ((i * 13) % 22), 120 - i * 8];
      return (
        shape(box(left, floor - 18 - i * 19, wide, 17), cover) +
        shape(
          box(left + wide * 0.16, floor - 14 - i * 19, wide * 0.2, 8),
          cover === ink.paper || cover === ink.sand ? ink.brick : ink.paper,
        )
      );
    })
    .join('');
}
