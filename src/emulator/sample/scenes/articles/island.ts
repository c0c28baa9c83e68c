import { shape, stroke, disc, box, oval, poly, fade, shade, glow, group } from '../brush.ts';
import { ink } from '../ink.ts';
import { cuts, stars, ridge } from '../texture.ts';

/** An armchair, a lamp and a pile of books on a rock, where the wire has come down. */
export function island(): string {
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
