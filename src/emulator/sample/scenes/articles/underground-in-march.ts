// oxlint-disable max-lines-per-function -- A drawing is one list of shapes, from the back to the front.
// oxlint-disable max-params -- Coordinates and sizes come one by one, as in SVG itself.
import {
  type Point,
  shape,
  stroke,
  disc,
  box,
  oval,
  smooth,
  fade,
  shade,
  group,
  within,
  repeat,
} from '../brush.ts';
import { ink } from '../ink.ts';
import { cuts, lens } from '../texture.ts';

/** Seeds under the ground, one of which has made up its mind. */
export function undergroundInMarch(): string {
  const top: readonly Point[] = [
    [-20, 300],
    [160, 284],
    [360, 306],
    [560, 280],
    [640, 300],
    [820, 290],
    [1000, 312],
    [1220, 286],
  ];
  const soil = `${smooth(top)}L1220 770L-20 770z`;
  return [
    shape(box(0, 0, 1200, 320), ink.mist),
    disc([920, 150], 76, ink.lamp),
    repeat(12, (i) =>
      group(
        `translate(920 150) rotate(${i * 30 + 8})`,
        shape(lens([0, -128], 64, 9, 90), ink.lamp),
      ),
    ),
    cuts(
      { x: 0, y: 40, width: 760, height: 130 },
      { ink: ink.paper, count: 22, length: [120, 320], thick: 10, seed: 12 },
    ),
    shape(soil, ink.clay),
    within(
      soil,
      shape(
        'M-20 420C200 400 420 450 640 424C860 400 1040 440 1220 420L1220 770L-20 770z',
        ink.night,
      ),
      shade(
        'M-20 340L1220 340L1220 440C1040 456 860 416 640 440C420 466 200 416 -20 436z',
        ink.night,
        { ...fade.bottom, density: [0.9, 0] },
      ),
      cuts(
        { x: 0, y: 300, width: 1200, height: 450 },
        {
          ink: ink.clay,
          count: 130,
          length: [10, 34],
          thick: 7,
          seed: 7,
          keep: (_, down) => down,
          angle: (across) => across * 300,
        },
      ),
      cuts(
        { x: 0, y: 320, width: 1200, height: 110 },
        { ink: ink.sand, count: 46, length: [8, 18], thick: 6, seed: 17 },
      ),
      ...[
        [140, 640, 46],
        [310, 706, 30],
        [1050, 660, 54],
        [860, 716, 34],
        [480, 690, 24],
      ].map(
        ([x = 0, y = 0, r = 0]) =>
          shape(oval([x, y], r * 1.3, r), ink.sea) +
          shade(oval([x, y], r * 1.3, r), ink.night, {
            from: [1, 1],
            to: [0.3, 0.2],
            density: [0.9, 0],
          }),
      ),
    ),
    // One that has made up its mind.
    stroke('M600 470C596 400 622 360 600 296C590 240 602 210 600 168', ink.weed, 15),
    shape('M600 172C520 180 470 140 462 96C540 86 596 120 600 172z', ink.weed),
    shape('M600 172C676 176 728 132 734 84C656 78 606 116 600 172z', ink.weed),
    shade('M600 172C676 176 728 132 734 84z', ink.night, { ...fade.bottom, density: [0.8, 0] }),
    stroke('M600 172C560 150 520 128 486 108M600 172C640 146 676 118 710 98', ink.mist, 3),
    shape(oval([604, 486], 42, 30), ink.sand),
    shape('M566 492C580 520 630 520 644 480C620 492 590 496 566 492z', ink.brick),
    stroke(
      'M604 512C600 570 620 610 606 700M606 560C570 580 556 600 548 636M610 590C640 610 660 626 668 664M606 640C586 656 580 672 576 696',
      ink.paper,
      7,
    ),
    // And the others, who have not.
    seed(196, 470, 30, ink.sand),
    seed(330, 540, -20, ink.brick),
    seed(790, 520, 50, ink.shallow),
    seed(960, 470, -40, ink.sand),
    seed(1090, 540, 12, ink.lamp),
    seed(426, 430, 80, ink.mist),
    seed(718, 640, -70, ink.brick),
    seed(240, 620, 8, ink.lamp),
    repeat(12, (i) =>
      stroke(
        `M${30 + i * 104} ${296 + (i % 3) * 6}c4 -20 -8 -30 -12 -${44 + (i % 4) * 8}M${36 + i * 104} ${296 + (i % 3) * 6}c0 -20 10 -26 18 -38`,
        ink.weed,
        6,
      ),
    ),
  ].join('');
}

function seed(
  x: number,
  y: number,
  turn: number,
  colour:
    | typeof ink.sand
    | typeof ink.brick
    | typeof ink.shallow
    | typeof ink.lamp
    | typeof ink.mist,
): string {
  const d = 'M0 -34C22 -20 26 16 0 34C-26 16 -22 -20 0 -34z';
  return group(
    `translate(${x} ${y}) rotate(${turn})`,
    shape(d, colour),
    stroke('M-7 -16C-12 0 -10 12 -5 22M7 -16C12 0 10 12 5 22', ink.night, 3),
    shade(d, ink.night, { ...fade.right, density: [0.7, 0] }),
  );
}
