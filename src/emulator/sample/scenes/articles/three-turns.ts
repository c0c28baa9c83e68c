import { shape, stroke, box, fade, shade, group } from '../brush.ts';
import { ink } from '../ink.ts';
import { cuts, ridge } from '../texture.ts';

/** Three turns of rope round a bollard, and the small boat that they hold. */
export function threeTurns(): string {
  const rope = (d: string, width: number): string =>
    stroke(d, ink.night, width + 8) +
    stroke(d, ink.sand, width) +
    stroke(
      d,
      ink.clay,
      width,
      'stroke-dasharray="3 17" stroke-linecap="butt" opacity=".8"',
    ).replace('stroke-linecap="round"', '');
  const post =
    'M300 750L330 250C250 236 240 130 330 112C420 92 520 92 610 112C700 130 690 236 610 250L640 750z';
  return [
    shape(box(0, 0, 1200, 430), ink.mist),
    shape(ridge(400, 26, 450, 7), ink.shallow),
    shape(box(0, 424, 1200, 326), ink.sea),
    cuts(
      { x: 0, y: 430, width: 1200, height: 220 },
      {
        ink: ink.shallow,
        count: 190,
        length: [40, 150],
        thick: 3.6,
        seed: 33,
        keep: (_, down) => 1 - down * 0.7,
      },
    ),
    shade(box(0, 424, 1200, 326), ink.night, { ...fade.bottom, density: [0.6, 0] }),
    smallBoat(),
    shape('M0 690L1200 640L1200 750L0 750z', ink.clay),
    shape('M0 690L1200 640L1200 656L0 708z', ink.sand),
    rope('M560 470C760 490 900 452 1004 420', 24),
    shape(post, ink.night),
    shade('M300 750L330 250C250 236 240 130 330 112L400 104L420 750z', ink.sea, {
      ...fade.left,
      density: [0.8, 0.05],
    }),
    stroke('M282 170C300 132 420 120 560 128', ink.shallow, 8),
    rope('M312 360C400 402 540 404 622 366', 44),
    rope('M308 424C400 466 548 468 628 430', 44),
    rope('M304 488C400 532 556 532 634 462', 44),
    rope('M312 362C280 380 290 440 306 426', 20).slice(0, 0),
    rope(
      'M330 520C300 590 240 610 180 640C110 676 60 640 90 610C130 576 230 610 250 660C262 700 200 720 120 706',
      40,
    ),
  ].join('');
}

function smallBoat(): string {
  return group(
    'translate(1040 424)',
    shape(
      'M-70 -12C-50 40 -20 46 40 46L130 46C170 30 180 -10 186 -30C110 -8 0 -4 -70 -12z',
      ink.brick,
    ),
    shape(
      'M-58 12C-40 40 -20 46 40 46L130 46C160 34 172 12 180 -6C100 16 10 20 -58 12z',
      ink.night,
    ),
    stroke('M-70 -12C0 -4 110 -8 186 -30', ink.paper, 6),
    shape('M40 -8L40 -70L120 -70L134 -14z', ink.paper),
    shape(`${box(54, -58, 24, 22)}${box(88, -58, 20, 22)}`, ink.night),
    stroke('M66 -70L66 -190', ink.night, 6),
  );
}
