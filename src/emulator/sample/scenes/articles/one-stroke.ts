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
import { ink, type Ink } from '../ink.ts';
import { cuts } from '../texture.ts';

/** A line of gall ink that leaves the bottle pale and ends up black. */
export function oneStroke(): string {
  const path: readonly Point[] = [
    [300, 560],
    [380, 470],
    [470, 520],
    [540, 600],
    [640, 520],
    [700, 400],
    [800, 420],
    [840, 540],
    [940, 560],
    [1030, 420],
    [1110, 330],
    [1230, 300],
  ];
  const tones: readonly Ink[] = [
    ink.sand,
    ink.shallow,
    ink.shallow,
    ink.sea,
    ink.sea,
    ink.night,
    ink.night,
    ink.night,
  ];
  const pieces = tones.map((tone, i) => {
    // The same line drawn again and again, each time from further on and darker.
    const dash = `pathLength="100" stroke-dasharray="100" stroke-dashoffset="${-i * 12.2}"`;
    return stroke(smooth(path), tone, 15 + i * 2.4, dash);
  });
  return [
    shape(box(0, 0, 1200, 750), ink.paper),
    repeat(7, (i) => shape(box(0, 150 + i * 90, 1200, 2), ink.mist)),
    cuts(
      { x: 0, y: 0, width: 1200, height: 750 },
      {
        ink: ink.sand,
        count: 90,
        length: [14, 60],
        thick: 2,
        seed: 3,
        angle: (across) => across * 180,
      },
    ),
    ...pieces,
    shade('M880 520L1210 260L1210 360L960 620z', ink.sea, { ...fade.left, density: [0.25, 0] }),
    bottle(),
    oakSprig(),
    // A drop that has not made up its mind.
    shape(
      'M1010 610C1040 596 1070 620 1058 648C1044 676 1000 670 992 644C986 628 996 616 1010 610z',
      ink.night,
    ),
    disc([1092, 668], 9, ink.night),
    disc([968, 690], 6, ink.sea),
    disc([1120, 630], 5, ink.night),
  ].join('');
}

function bottle(): string {
  const glass =
    'M90 690C70 690 64 676 66 656L84 420C86 396 108 384 136 380L136 330L226 330L226 380C256 384 276 396 278 420L296 656C298 676 290 690 270 690z';
  return [
    shape(oval([200, 692], 170, 16), ink.sand),
    shape(glass, ink.shallow),
    within(
      glass,
      shape('M40 470C120 456 220 486 320 466L320 700L40 700z', ink.night),
      shade(box(60, 330, 70, 360), ink.paper, { ...fade.left, density: [0.7, 0] }),
    ),
    shape(box(122, 288, 118, 48), ink.clay),
    shade(box(122, 288, 118, 48), ink.night, fade.right),
    shape('M100 524L262 524L270 628L92 628z', ink.paper),
    stroke('M116 560H248M122 590H210', ink.brick, 6),
  ].join('');
}

function oakSprig(): string {
  const leaf =
    'M0 0C-30 -8 -40 -34 -24 -50C-50 -60 -52 -92 -28 -100C-50 -118 -40 -150 -14 -148C-16 -176 16 -180 20 -150C46 -150 52 -120 32 -104C58 -94 56 -62 30 -54C46 -34 32 -8 0 0z';
  return group(
    'translate(520 210)',
    stroke('M-190 40C-90 10 60 20 210 -30', ink.clay, 8),
    group(
      'translate(-100 20) rotate(-36)',
      shape(leaf, ink.weed),
      stroke('M0 0L0 -140', ink.night, 3),
    ),
    group(
      'translate(60 8) rotate(24) scale(1.1)',
      shape(leaf, ink.weed),
      shade(leaf, ink.night, { ...fade.right, density: [0.8, 0] }),
      stroke('M0 0L2 -140', ink.night, 3),
    ),
    group(
      'translate(150 -10) rotate(150) scale(.8)',
      shape(leaf, ink.weed),
      stroke('M0 0L0 -140', ink.night, 3),
    ),
    ...[
      [-30, 46, 34],
      [34, 52, 28],
      [-108, 70, 26],
    ].map(
      ([x = 0, y = 0, r = 0]) =>
        disc([x, y], r, ink.clay) +
        shade(oval([x, y], r), ink.night, { from: [0.9, 0.9], to: [0.3, 0.3], density: [0.9, 0] }) +
        disc([x - r * 0.3, y - r * 0.1], 4, ink.night),
    ),
  );
}
