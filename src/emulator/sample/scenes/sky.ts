import {
  box,
  disc,
  fade,
  glow,
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
import { ink } from './ink.ts';
import { type Scene, wide } from './scene.ts';
import { cuts, ridge, stars } from './texture.ts';

/** The articles that look up, or stay up. */
export const sky: readonly Scene[] = [
  wide('the-sleepers-arithmetic', nightTrain()),
  wide('why-noon-moves', aYearOfNoons()),
  wide('the-moon-by-hand', moonAcrossTheBay()),
];

function nightTrain(): string {
  return [
    shape(box(0, 0, 1200, 750), ink.night),
    stars({ x: 0, y: 0, width: 1200, height: 330 }, 120, ink.mist, 8),
    disc([930, 150], 70, ink.paper),
    disc([958, 134], 64, ink.night),
    shape(ridge(330, 90, 760, 2), ink.sea),
    shade(box(0, 240, 1200, 200), ink.night, { ...fade.top, density: [0.9, 0] }),
    shape(ridge(430, 40, 760, 26), ink.night),
    // A town asleep, and the train along the river.
    ...[90, 128, 170, 236, 268, 1020, 1060, 1126].map((x, i) =>
      shape(box(x, 424 + (i % 3) * 14, 9, 11), ink.lamp),
    ),
    shape(box(0, 548, 1200, 210), ink.sea),
    shape('M-10 516L1210 516L1210 552L-10 552z', ink.clay),
    shape('M-10 516L1210 516L1210 524L-10 524z', ink.sand),
    repeat(13, (i) => shape(`M${i * 100 - 10} 552h40l-8 34h-24z`, ink.night)),
    ...[-150, 130, 410, 690].map((x) => coach(x)),
    engine(970),
    // What the water makes of it.
    ...[-150, 130, 410, 690].map((x) =>
      cuts(
        { x: x + 24, y: 590, width: 240, height: 120 },
        {
          ink: ink.lamp,
          count: 34,
          length: [16, 60],
          thick: 4,
          seed: x + 200,
          keep: (_, down) => 1 - down * 0.7,
        },
      ),
    ),
    cuts(
      { x: 0, y: 566, width: 1200, height: 184 },
      { ink: ink.night, count: 130, length: [50, 190], thick: 5, seed: 6 },
    ),
    cuts(
      { x: 880, y: 590, width: 120, height: 150 },
      { ink: ink.paper, count: 34, length: [20, 80], thick: 4, seed: 5 },
    ),
    cuts(
      { x: 0, y: 470, width: 1200, height: 60 },
      { ink: ink.shallow, count: 13, length: [160, 420], thick: 7, seed: 19 },
    ),
  ].join('');
}

function coach(x: number): string {
  const lit = [1, 0, 1, 1, 0, 1, 0];
  return [
    shape(
      `M${x} 424C${x} 410 ${x + 10} 404 ${x + 24} 404L${x + 246} 404C${x + 262} 404 ${x + 270} 410 ${x + 270} 424L${x + 270} 498L${x} 498z`,
      ink.brick,
    ),
    shape(
      `M${x} 424C${x} 410 ${x + 10} 404 ${x + 24} 404L${x + 246} 404C${x + 262} 404 ${x + 270} 410 ${x + 270} 424z`,
      ink.mist,
    ),
    shape(box(x, 472, 270, 8), ink.lamp),
    shade(box(x, 424, 270, 74), ink.night, { ...fade.bottom, density: [0.8, 0] }),
    ...lit.map((on, i) =>
      shape(box(x + 17 + i * 35, 434, 24, 28), (on + (x > 300 ? i : 0)) % 2 ? ink.lamp : ink.night),
    ),
    // One blind is up by a finger's width.
    x === 410 ? shape(box(x + 52, 456, 24, 6), ink.paper) : '',
    ...[40, 74, 196, 230].map((wheel) => disc([x + wheel, 506], 14, ink.night)),
  ].join('');
}

function engine(x: number): string {
  return [
    shape(
      `M${x} 414L${x + 150} 404C${x + 214} 408 ${x + 236} 470 ${x + 244} 498L${x} 498z`,
      ink.shallow,
    ),
    shape(
      `M${x + 166} 416C${x + 196} 420 ${x + 208} 440 ${x + 214} 454L${x + 166} 454z`,
      ink.night,
    ),
    shape(box(x, 476, 240, 8), ink.lamp),
    shade(`M${x} 414L${x + 150} 404L${x + 160} 498L${x} 498z`, ink.sea, fade.bottom),
    disc([x + 226, 478], 11, ink.paper),
    shape(
      poly([
        [x + 230, 478],
        [1260, 430],
        [1260, 520],
      ]),
      ink.lamp,
      0.6,
    ),
    ...[40, 80, 150, 190].map((wheel) => disc([x + wheel, 506], 14, ink.night)),
  ].join('');
}

function aYearOfNoons(): string {
  const suns = Array.from({ length: 30 }, (_, i): Point => {
    const t = (i / 30) * Math.PI * 2;
    // Minutes early or late, the half-yearly wave and the yearly one added; then degrees high or low.
    const early = 9.87 * Math.sin(2 * t) - 7.53 * Math.cos(t) - 1.5 * Math.sin(t);
    return [800 + early * 8.4, 300 - 23.4 * Math.sin(t) * 10.2];
  });
  return [
    shape(box(0, 0, 1200, 750), ink.shallow),
    shade(box(0, 0, 1200, 260), ink.sea, { ...fade.top, density: [0.8, 0] }),
    stroke(smooth(suns, true), ink.mist, 3, 'stroke-dasharray="2 12"'),
    ...suns.map((sun, i) => disc(sun, i === 21 ? 40 : 17, i === 21 ? ink.paper : ink.lamp)),
    ...suns.slice(21, 22).map((sun) => disc(sun, 30, ink.lamp)),
    // The gable with its dial.
    shape('M-10 770L-10 380L220 90L470 380L470 770z', ink.paper),
    shape('M-40 420L220 62L500 420L476 440L220 122L-20 450z', ink.clay),
    shade('M-10 770L-10 380L220 90L470 380L470 770z', ink.sand, {
      from: [0, 1],
      to: [0.5, 0.3],
      density: [0.95, 0],
    }),
    shape('M70 330C70 200 370 200 370 330L370 480L70 480z', ink.sand),
    stroke('M70 330C70 200 370 200 370 330L370 480L70 480z', ink.night, 7),
    repeat(13, (i) =>
      group(
        `translate(220 306) rotate(${-90 + i * 15})`,
        stroke(`M0 60L0 ${i % 3 ? 136 : 152}`, ink.night, i % 3 ? 3 : 6),
      ),
    ),
    shape(oval([220, 306], 26), ink.brick),
    // The shadow has gone past the line.
    shape(
      poly([
        [220, 306],
        [286, 446],
        [262, 452],
      ]),
      ink.night,
    ),
    stroke('M220 306L186 404', ink.clay, 9),
    shape(box(110, 508, 220, 62), ink.lamp),
    shade(box(110, 508, 220, 62), ink.clay, fade.bottom),
    stroke(
      'M124 540C150 504 166 516 186 540C206 564 226 566 244 540C258 522 286 520 316 540',
      ink.night,
      4,
    ),
    // Roofs and hills of a town that has its own noon.
    shape(ridge(650, 26, 770, 22), ink.weed),
    shape('M470 770L470 640L540 590L610 640L610 770z', ink.clay),
    shape('M600 770L600 668L680 668L680 770z', ink.sand),
    shape('M588 672L640 616L692 672z', ink.brick),
    shape(`${box(520, 660, 26, 30)}${box(626, 694, 24, 28)}`, ink.night),
    cuts(
      { x: 690, y: 660, width: 510, height: 90 },
      { ink: ink.night, count: 60, length: [20, 70], thick: 3.4, seed: 4, angle: () => -12 },
    ),
    ...[820, 900, 1010, 1120].map((x, i) =>
      shape(
        `M${x} 560C${x + 34} 580 ${x + 30} 660 ${x + 6} 676L${x + 6} 700L${x - 6} 700L${x - 6} 676C${x - 30} 660 ${x - 34} 580 ${x} 560z`,
        i % 2 ? ink.weed : ink.night,
      ),
    ),
  ].join('');
}

function moonAcrossTheBay(): string {
  const moons = Array.from({ length: 7 }, (_, i) => {
    const t = i / 6;
    // At dusk, facing south: the young moon near the sunset on the right, the full one rising on the left.
    const at: Point = [1090 - t * 980, 372 - Math.sin(Math.PI * (0.1 + t * 0.8)) * 250];
    return { at, lit: 0.1 + t * 0.9 };
  });
  return [
    shape(box(0, 0, 1200, 750), ink.night),
    shade(box(0, 250, 1200, 230), ink.sea, { ...fade.bottom, density: [0.9, 0] }),
    glow(oval([1200, 470], 300, 150), ink.brick, 0.9),
    stars({ x: 0, y: 0, width: 1200, height: 400 }, 100, ink.shallow, 3),
    ...moons.map(({ at, lit }, i) => moon(at, i === 6 ? 66 : 44 + i * 2, lit)),
    shape(ridge(452, 24, 760, 29), ink.sea),
    shape(box(0, 474, 1200, 280), ink.sea),
    shape(ridge(456, 14, 478, 11), ink.night),
    cuts(
      { x: 0, y: 480, width: 1200, height: 270 },
      {
        ink: ink.night,
        count: 170,
        length: [60, 220],
        thick: 6,
        seed: 6,
        keep: (_, down) => 0.35 + down * 0.65,
      },
    ),
    cuts(
      { x: 5, y: 480, width: 210, height: 250 },
      {
        ink: ink.lamp,
        count: 110,
        length: [20, 110],
        thick: 5,
        seed: 16,
        keep: (across) => 1 - Math.abs(across - 0.5) * 1.5,
      },
    ),
    // A hand held out: the fist that is ten degrees.
    fist(),
  ].join('');
}

/** A moon as the north sees it grow, `lit` from 0 to 1, with its dark part faint. */
function moon([x, y]: Point, r: number, lit: number): string {
  const edge = r * (1 - 2 * lit);
  const sweep = edge > 0 ? 0 : 1;
  return [
    disc([x, y], r, ink.sea, 0.8),
    lit > 0.97 ? glow(oval([x, y], r * 1.7), ink.lamp, 0.7) : '',
    shape(
      `M${x} ${y - r}A${r} ${r} 0 0 1 ${x} ${y + r}A${Math.abs(edge)} ${r} 0 0 ${sweep} ${x} ${y - r}z`,
      lit > 0.97 ? ink.lamp : ink.paper,
    ),
    lit > 0.97
      ? within(
          oval([x, y], r),
          disc([x - 20, y - 16], 15, ink.sand),
          disc([x + 18, y + 20], 20, ink.sand),
          disc([x + 22, y - 26], 9, ink.sand),
        )
      : '',
  ].join('');
}

function fist(): string {
  const skin = ink.clay;
  return group(
    'translate(770 600) scale(-.92 .92)',
    shape('M-340 250C-240 190 -160 150 -92 128L-30 178C-110 220 -190 260 -250 320z', ink.brick),
    shape('M-112 140L-60 92L-6 160L-52 198z', ink.paper),
    shape(
      'M-70 110C-96 60 -96 -20 -60 -46C-30 -60 100 -64 118 -40C134 -14 132 70 104 110C80 150 -20 176 -70 110z',
      skin,
    ),
    ...[0, 1, 2, 3].map((i) =>
      shape(
        `M${-52 + i * 42} -34C${-54 + i * 42} -74 ${-14 + i * 42} -76 ${-12 + i * 42} -38L${-14 + i * 42} 26C${-18 + i * 42} 44 ${-46 + i * 42} 44 ${-50 + i * 42} 26z`,
        skin,
      ),
    ),
    ...[1, 2, 3].map((i) => stroke(`M${-53 + i * 42} -46L${-53 + i * 42} 26`, ink.night, 4)),
    shape('M-78 30C-100 20 -96 -8 -72 -4L26 20C48 28 44 58 20 58C-20 60 -60 60 -78 30z', skin),
    stroke('M-70 -2L26 20C48 28 44 58 20 58C-10 60 -44 58 -66 44', ink.night, 4),
    shade(
      'M-70 110C-96 60 -96 -20 -60 -46L118 -40C134 -14 132 70 104 110C80 150 -20 176 -70 110z',
      ink.night,
      { from: [0, 1], to: [0.4, 0.3], density: [0.8, 0] },
    ),
  );
}
