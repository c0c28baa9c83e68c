// oxlint-disable max-lines-per-function -- A drawing is one list of shapes, from the back to the front.
// oxlint-disable max-params -- Coordinates and sizes come one by one, as in SVG itself.
import {
  type Point,
  shape,
  stroke,
  disc,
  box,
  poly,
  smooth,
  group,
  repeat,
  dice,
} from '../brush.ts';
import { ink } from '../ink.ts';

/** A hill as shorelines cut from paper, one laid on another; the shop's print shows it too. */
export function floodedHill(): string {
  const layers = [
    ink.shallow,
    ink.mist,
    ink.weed,
    ink.weed,
    ink.sand,
    ink.sand,
    ink.paper,
    ink.paper,
  ];
  const shore = (level: number, middle: Point, size: number, seed: number): string => {
    const random = dice(seed);
    const waves = Array.from({ length: 5 }, (_, n) => ({
      n: n + 2,
      a: (0.16 / (n * 0.7 + 1)) * (random() + 0.4),
      p: random() * 6.3,
    }));
    const points = Array.from({ length: 40 }, (_, i): Point => {
      const turn = (i / 40) * Math.PI * 2;
      const bend = waves.reduce(
        (sum, { n, a, p }) => sum + a * Math.sin(n * turn + p + level * 0.16),
        0,
      );
      const r = size * (1 + bend);
      return [middle[0] + Math.cos(turn) * r * 1.45, middle[1] + Math.sin(turn) * r];
    });
    return smooth(points, true);
  };
  const paperCut = (d: string, colour: (typeof layers)[number], line: boolean): string =>
    group('translate(7 12)', shape(d, ink.night, 0.28)) +
    shape(d, colour) +
    (line ? stroke(d, ink.clay, 2) : '');
  return [
    shape(box(0, 0, 1200, 750), ink.sea),
    repeat(4, (i) =>
      stroke(shore(0, [560, 390], 470 + i * 46, 11), ink.shallow, 2, `opacity="${0.8 - i * 0.2}"`),
    ),
    ...layers
      .slice(0, 4)
      .map((colour, i) =>
        paperCut(shore(i, [560 + i * 8, 390 - i * 6], 420 - i * 56, 11), colour, i > 0),
      ),
    ...layers
      .slice(4)
      .map((colour, i) =>
        paperCut(shore(i + 4, [470 + i * 6, 372 - i * 6], 176 - i * 38, 23), colour, true),
      ),
    ...layers
      .slice(4, 7)
      .map((colour, i) =>
        paperCut(shore(i + 4, [806 - i * 4, 372 + i * 8], 104 - i * 30, 37), colour, true),
      ),
    shape(
      poly([
        [494, 338],
        [516, 374],
        [472, 374],
      ]),
      ink.brick,
    ),
    // A path with a purpose, and where it stops for sandwiches.
    stroke(
      'M130 716C220 640 300 640 340 570C372 516 380 470 452 452C560 430 620 452 690 420C740 398 760 392 790 384',
      ink.brick,
      6,
      'stroke-dasharray="1 17"',
    ),
    disc([798, 382], 11, ink.brick),
  ].join('');
}
