import {
  box,
  disc,
  fade,
  group,
  oval,
  poly,
  repeat,
  shade,
  shape,
  smooth,
  stroke,
  within,
  type Point,
} from './brush.ts';
import { ink, type Ink } from './ink.ts';
import { type Scene, wide } from './scene.ts';
import { cuts } from './texture.ts';

/** The articles about sheets, inks and letters. */
export const paper: readonly Scene[] = [
  wide('which-way-paper-wants-to-fold', foldedSheet()),
  wide('what-makes-ink-black', oneStroke()),
  wide('the-white-between-the-letters', theWhite()),
  wide('marks-in-the-margin', proof()),
];

function foldedSheet(): string {
  const folds: readonly Point[] = [
    [40, 470],
    [230, 300],
    [400, 450],
    [580, 250],
    [750, 410],
    [920, 190],
    [1140, 330],
  ];
  const drop = 190;
  const facets = folds.slice(1).map((to, i) => {
    const from = folds[i] ?? to;
    const d = poly([from, to, [to[0], to[1] + drop], [from[0], from[1] + drop]]);
    const rising = i % 2 === 0;
    return [
      shape(d, rising ? ink.paper : ink.sand),
      within(
        d,
        // The grain: every fibre lies along the sheet.
        repeat(9, (n) =>
          stroke(
            `M${from[0]} ${from[1] + 12 + n * 21}L${to[0]} ${to[1] + 12 + n * 21}`,
            rising ? ink.sand : ink.clay,
            1.8,
            `stroke-dasharray="${40 + n * 9} ${14 + ((n * 7) % 20)}" opacity=".8"`,
          ),
        ),
      ),
      rising ? '' : shade(d, ink.clay, { ...fade.left, density: [0.8, 0] }),
    ].join('');
  });
  const shadow = folds.map(([x, y], i): Point => [x + 34, y + drop + (i % 2 ? 66 : 30)]);
  return [
    shape(box(0, 0, 1200, 750), ink.sea),
    shade(box(0, 0, 1200, 750), ink.night, { from: [0, 0], to: [0.3, 0.5], density: [0.9, 0] }),
    shape(`${poly(shadow, false)}L1174 560L1140 520L40 660z`, ink.night),
    ...facets,
    stroke(poly(folds, false), ink.night, 3),
    // The little damp square that has rolled itself up.
    group(
      'translate(250 120) rotate(-8)',
      shape('M-110 30C-110 -30 -60 -40 -30 -10L130 -10C160 -40 150 40 110 40L-70 40z', ink.paper),
      shade('M-110 30C-110 -30 -60 -40 -30 -10L130 -10L110 40L-70 40z', ink.shallow, {
        ...fade.bottom,
        density: [0.9, 0],
      }),
      stroke('M-110 30C-110 -24 -60 -30 -50 4C-46 26 -76 32 -78 14', ink.night, 4),
    ),
    ...[
      [470, 120, 9],
      [510, 90, 6],
      [500, 150, 5],
      [90, 60, 6],
    ].map(([x = 0, y = 0, r = 0]) =>
      shape(
        `M${x} ${y - r * 2}C${x + r * 1.6} ${y} ${x + r} ${y + r} ${x} ${y + r}C${x - r} ${y + r} ${x - r * 1.6} ${y} ${x} ${y - r * 2}z`,
        ink.shallow,
      ),
    ),
  ].join('');
}

function oneStroke(): string {
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

function theWhite(): string {
  const base = 620;
  const stem = (x: number): string => box(x, 210, 92, base - 210);
  const arch = (x: number): string =>
    `M${x + 80} 330C${x + 110} 236 ${x + 170} 200 ${x + 230} 200C${x + 310} 200 ${x + 346} 256 ${x + 346} 340L${x + 346} ${base}L${x + 254} ${base}L${x + 254} 360C${x + 254} 306 ${x + 236} 284 ${x + 196} 284C${x + 150} 284 ${x + 110} 324 ${x + 92} 380z`;
  const feet = (x: number): string =>
    `${box(x - 30, base - 30, 152, 30)}${box(x + 226, base - 30, 150, 30)}M${x - 34} 236L${x + 92} 204L${x + 92} 250L${x - 34} 262z`;
  const doorway = (x: number): string =>
    `M${x + 92} ${base - 30}L${x + 92} 380C${x + 110} 324 ${x + 150} 284 ${x + 196} 284C${x + 236} 284 ${x + 254} 306 ${x + 254} 360L${x + 254} ${base - 30}z`;
  return [
    shape(box(0, 0, 1200, 750), ink.paper),
    shape(box(0, 0, 1200, 204), ink.sand),
    shape(box(0, base, 1200, 140), ink.sand),
    // The white between, and the white inside.
    shape(box(0, 204, 1200, base - 204), ink.mist),
    shape(doorway(96), ink.lamp),
    shade(doorway(96), ink.brick, { ...fade.bottom, density: [0.8, 0] }),
    shape(oval([684, 412], 172, 214), ink.night),
    shape(oval([684, 412], 82, 150), ink.lamp),
    shade(oval([684, 412], 82, 150), ink.brick, { ...fade.bottom, density: [0.8, 0] }),
    shape(doorway(930), ink.lamp),
    shade(doorway(930), ink.brick, { ...fade.bottom, density: [0.8, 0] }),
    ...[96, 930].map((x) => shape(stem(x) + feet(x), ink.night) + shape(arch(x), ink.night)),
    // The lines it stands on, and by how little the round letter oversteps them.
    stroke(`M-10 204H1210M-10 ${base}H1210`, ink.brick, 3),
    stroke('M470 232L470 590M500 240L500 584', ink.shallow, 4, 'stroke-dasharray="4 12"'),
    stroke('M868 240L868 584M898 232L898 590', ink.shallow, 4, 'stroke-dasharray="4 12"'),
    stroke('M486 664V706M486 686H882M882 664V706', ink.brick, 4),
    stroke('M684 150V190M684 634V650', ink.brick, 4),
    shade(box(0, 0, 1200, 204), ink.clay, { ...fade.top, density: [0.35, 0] }),
  ].join('');
}

function proof(): string {
  const lines = [0.96, 0.9, 0.98, 0.84, 0.93, 0.97, 0.5, 0.95, 0.88, 0.97, 0.92];
  const words = lines.map((long, row) => {
    const y = 210 + row * 46;
    let x = 300;
    let d = '';
    for (let n = 0; x < 300 + 520 * long; n += 1) {
      const word = 26 + ((n * 37 + row * 53) % 66);
      d += box(x, y, Math.min(word, 300 + 520 * long - x), 15);
      x += word + 15;
    }
    return d;
  });
  return [
    shape(box(0, 0, 1200, 750), ink.brick),
    cuts(
      { x: 0, y: 0, width: 1200, height: 750 },
      { ink: ink.clay, count: 90, length: [120, 360], thick: 4, seed: 9, angle: () => 4 },
    ),
    group(
      'rotate(-4 600 375)',
      shape(box(238, 64, 740, 760), ink.clay),
      shape(box(220, 44, 740, 780), ink.paper),
      shade(box(220, 44, 740, 780), ink.sand, { from: [1, 1], to: [0.55, 0.4], density: [0.9, 0] }),
      shape(`${box(300, 112, 330, 30)}${box(646, 112, 90, 30)}`, ink.night),
      shape(words.join(''), ink.night),
      // Take out; put in; change round; let it stand.
      stroke('M400 218H470', ink.brick, 6),
      stroke('M878 218c40 -30 70 0 40 16c-26 10 -36 -16 -8 -24l44 -14', ink.brick, 5),
      stroke('M526 336l14 -24l14 24', ink.brick, 6),
      stroke('M886 330l16 -26l16 26M902 300v-16', ink.brick, 5),
      stroke('M356 392c0 -26 60 -26 62 6c2 30 66 30 64 2', ink.sea, 6),
      stroke('M880 402c0 -18 30 -18 32 2c2 18 34 18 32 -2', ink.sea, 5),
      stroke('M610 516H700', ink.brick, 6),
      stroke('M612 534H700', ink.sea, 7, 'stroke-dasharray="1 17"'),
      disc([884, 516], 6, ink.sea),
      disc([906, 516], 6, ink.sea),
      disc([928, 516], 6, ink.sea),
      stroke('M316 634h92M316 643h92M316 652h92', ink.brick, 4),
      stroke('M250 628v28M262 628v28M274 628v28', ink.brick, 5),
      stroke('M470 574c-10 -12 26 -12 18 0M470 600c-10 12 26 12 18 0', ink.brick, 5),
    ),
    ruler(),
    pencil([960, 560], 28, 1.25),
  ].join('');
}

function ruler(): string {
  return group(
    'rotate(-4 600 375)',
    shape(box(160, 466, 860, 46), ink.night, 0.25),
    shape(box(150, 452, 860, 46), ink.lamp),
    shade(box(150, 452, 860, 46), ink.clay, fade.bottom),
    repeat(57, (i) => shape(box(160 + i * 15, 452, 2.5, i % 5 ? 11 : 20), ink.night)),
  );
}

/** A pencil, its point at a place, lying at an angle; the features and the shop have one too. */
export function pencil([x, y]: Point, degrees: number, size: number): string {
  return group(
    `translate(${x} ${y}) rotate(${degrees}) scale(${size})`,
    shape('M8 22L380 22L380 40L30 44z', ink.night, 0.3),
    shape('M0 0L54 -20L54 20z', ink.sand),
    shape('M0 0L20 -7.5L20 7.5z', ink.night),
    shape(box(50, -20, 280, 40), ink.sea),
    shape(box(50, -20, 280, 13), ink.shallow),
    shade(box(50, -20, 280, 40), ink.night, { ...fade.bottom, density: [0.9, 0] }),
    shape(box(326, -21, 34, 42), ink.lamp),
    shape('M360 -20L384 -20C396 -20 396 20 384 20L360 20z', ink.brick),
  );
}
