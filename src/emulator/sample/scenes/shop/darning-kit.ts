import { shape, stroke, disc, box, fade, shade, group, repeat } from '../brush.ts';
import { ink, type Ink } from '../ink.ts';
import { cuts } from '../texture.ts';

/** The darning tin with its mushroom, wool and needles. */
export function darningKit(): string {
  const wools: readonly Ink[] = [ink.brick, ink.lamp, ink.weed, ink.shallow, ink.sand, ink.clay];
  return [
    shape(box(0, 0, 1200, 750), ink.sea),
    cuts(
      { x: 0, y: 0, width: 1200, height: 750 },
      { ink: ink.night, count: 60, length: [120, 360], thick: 4, seed: 8 },
    ),
    // The tin, its lid beside it with what to do.
    group(
      'rotate(-6 420 400)',
      shape(box(136, 196, 600, 430), ink.night, 0.5),
      shape(
        'M140 170Q120 170 120 190V590Q120 610 140 610H700Q720 610 720 590V190Q720 170 700 170z',
        ink.lamp,
      ),
      shape(
        'M150 196Q144 196 144 202V578Q144 586 150 586H690Q696 586 696 578V202Q696 196 690 196z',
        ink.clay,
      ),
      ...wools.map((wool, i) => woolCard(190 + (i % 3) * 108, 220 + Math.floor(i / 3) * 178, wool)),
      mushroom(600, 400),
    ),
    group(
      'rotate(9 960 330)',
      shape(box(806, 136, 330, 400), ink.night, 0.5),
      shape(
        'M810 110Q790 110 790 130V500Q790 520 810 520H1100Q1120 520 1120 500V130Q1120 110 1100 110z',
        ink.lamp,
      ),
      shape(box(814, 134, 282, 362), ink.paper),
      repeat(
        5,
        (i) =>
          disc([846, 182 + i * 62], 13, ink.brick) +
          shape(
            box(876, 170 + i * 62, 180 - (i % 3) * 30, 7) +
              box(876, 186 + i * 62, 130 + (i % 2) * 40, 7),
            ink.night,
          ),
      ),
      shade(box(814, 134, 282, 362), ink.sand, { from: [1, 1], to: [0.5, 0.5], density: [0.9, 0] }),
    ),
    ...[
      [800, 640, -8],
      [840, 690, -3],
    ].map(([x = 0, y = 0, turn = 0]) =>
      group(
        `translate(${x} ${y}) rotate(${turn})`,
        shape('M0 -6C60 -12 230 -6 270 0C230 6 60 12 0 6z', ink.mist),
        shape(box(12, -3, 40, 6), ink.night),
      ),
    ),
    stroke('M816 690C700 700 640 650 560 690C480 730 380 640 300 700', ink.brick, 7),
  ].join('');
}

function woolCard(x: number, y: number, wool: Ink): string {
  return [
    shape(box(x, y, 88, 150), ink.paper),
    shape(box(x - 4, y + 30, 96, 90), wool),
    repeat(7, (i) =>
      stroke(
        `M${x - 4} ${y + 38 + i * 13}L${x + 92} ${y + 34 + i * 13}`,
        ink.night,
        2.4,
        'opacity=".55"',
      ),
    ),
    shade(box(x - 4, y + 30, 96, 90), ink.night, { ...fade.right, density: [0.6, 0] }),
    shape(box(x + 14, y + 10, 46, 7), ink.night),
  ].join('');
}

function mushroom(x: number, y: number): string {
  const cap = `M${x - 78} ${y - 30}C${x - 78} ${y - 130} ${x + 78} ${y - 130} ${x + 78} ${y - 30}C${x + 60} ${y - 12} ${x - 60} ${y - 12} ${x - 78} ${y - 30}z`;
  return [
    shape(
      `M${x - 26} ${y - 30}C${x - 14} ${y + 40} ${x - 40} ${y + 100} ${x - 34} ${y + 150}C${x - 20} ${y + 166} ${x + 20} ${y + 166} ${x + 34} ${y + 150}C${x + 40} ${y + 100} ${x + 14} ${y + 40} ${x + 26} ${y - 30}z`,
      ink.sand,
    ),
    shape(cap, ink.sand),
    shade(cap, ink.brick, { ...fade.bottom, density: [0.9, 0] }),
    stroke(
      `M${x - 50} ${y - 70}C${x - 20} ${y - 100} ${x + 20} ${y - 100} ${x + 50} ${y - 70}`,
      ink.clay,
      3,
    ),
    stroke(
      `M${x - 6} ${y + 10}C${x - 4} ${y + 60} ${x - 14} ${y + 100} ${x - 10} ${y + 144}`,
      ink.clay,
      3,
    ),
  ].join('');
}
