import { shape, disc, box, poly, fade, shade, repeat } from '../brush.ts';
import { ink } from '../ink.ts';
import { cuts, stars, ridge } from '../texture.ts';

/** A night train on a long low bridge, its windows in the water. */
export function nightTrain(): string {
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
