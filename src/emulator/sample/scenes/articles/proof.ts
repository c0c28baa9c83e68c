import { shape, stroke, disc, box, fade, shade, group, repeat } from '../brush.ts';
import { ink } from '../ink.ts';
import { cuts } from '../texture.ts';
import { pencil } from '../things/pencil.ts';

/** A proof under the ruler, with its marks in the margin. */
export function proof(): string {
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
