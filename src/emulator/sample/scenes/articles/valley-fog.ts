// oxlint-disable max-lines-per-function -- A drawing is one list of shapes, from the back to the front.
// oxlint-disable max-params -- Coordinates and sizes come one by one, as in SVG itself.
import { shape, stroke, disc, box, oval, group, repeat, dice } from '../brush.ts';
import { ink } from '../ink.ts';
import { cuts, ridge } from '../texture.ts';

/** A valley at dawn: treetops and a church standing out of the fog like piers. */
export function valleyFog(): string {
  const bank = (y: number, seed: number, colour: typeof ink.mist | typeof ink.paper): string =>
    shape(ridge(y, 16, y + 150, seed), colour, 0.9);
  const trees = (
    y: number,
    count: number,
    size: number,
    colour: typeof ink.sea | typeof ink.night | typeof ink.shallow,
    seed: number,
  ): string => {
    const random = dice(seed);
    return repeat(count, () => {
      const [x, s, up] = [
        random() * 1240 - 20,
        size * (0.6 + random() * 0.7),
        y + (random() - 0.5) * 26,
      ];
      return shape(
        `M${x} ${up - s}C${x + s * 0.1} ${up - s * 0.5} ${x + s * 0.34} ${up} ${x + s * 0.3} ${up + 150}L${x - s * 0.3} ${up + 60}C${x - s * 0.34} ${up} ${x - s * 0.1} ${up - s * 0.5} ${x} ${up - s}z`,
        colour,
      );
    });
  };
  return [
    shape(box(0, 0, 1200, 750), ink.paper),
    disc([830, 190], 84, ink.lamp),
    cuts(
      { x: 640, y: 150, width: 400, height: 110 },
      { ink: ink.paper, count: 16, length: [120, 320], thick: 8, seed: 6 },
    ),
    shape(ridge(300, 46, 760, 3), ink.mist),
    shape(ridge(372, 40, 760, 9), ink.shallow),
    trees(390, 26, 60, ink.shallow, 4),
    bank(420, 12, ink.mist),
    // A church and two roofs, like piers.
    shape('M318 470L318 318L338 268L358 318L358 380L452 380L470 410L470 470z', ink.sea),
    shape('M300 320L338 232L376 320z', ink.night),
    shape('M352 386L372 352L462 352L486 392z', ink.night),
    shape(box(330, 340, 14, 24), ink.lamp),
    trees(488, 22, 110, ink.sea, 8),
    bank(510, 5, ink.paper),
    cuts(
      { x: 0, y: 500, width: 1200, height: 90 },
      { ink: ink.mist, count: 40, length: [120, 360], thick: 7, seed: 17 },
    ),
    shape(ridge(590, 12, 770, 33), ink.shallow),
    cuts(
      { x: 0, y: 600, width: 1200, height: 120 },
      { ink: ink.mist, count: 30, length: [140, 380], thick: 9, seed: 37 },
    ),
    trees(640, 11, 190, ink.night, 21),
    shape(ridge(700, 18, 770, 14), ink.night),
    cuts(
      { x: 0, y: 560, width: 1200, height: 90 },
      { ink: ink.mist, count: 22, length: [160, 420], thick: 10, seed: 27 },
    ),
    // A web on the gate, with its drops.
    stroke(
      'M60 750L60 470M250 750L250 480M40 520L270 530M40 620L270 630M60 720L250 530',
      ink.clay,
      13,
    ),
    repeat(4, (i) =>
      stroke(oval([155, 574], 12 + i * 11, 10 + i * 9), ink.paper, 1.8, 'stroke-dasharray="1 5"'),
    ),
    repeat(8, (i) =>
      group(`translate(155 574) rotate(${i * 45 + 12})`, shape(box(0, -0.8, 48, 1.6), ink.paper)),
    ),
  ].join('');
}
