// oxlint-disable max-lines-per-function -- A drawing is one list of shapes, from the back to the front.
import {
  type Point,
  shape,
  stroke,
  disc,
  box,
  oval,
  poly,
  shade,
  group,
  repeat,
} from '../brush.ts';
import { ink } from '../ink.ts';
import { cuts } from '../texture.ts';

/** A compass on a map, and three lines from it that do not agree. */
export function birdsFoot(): string {
  const heart: Point = [600, 640];
  const ray = (
    degrees: number,
    length: number,
    colour: typeof ink.night | typeof ink.brick | typeof ink.lamp,
  ): string =>
    group(
      `translate(${heart[0]} ${heart[1]}) rotate(${degrees})`,
      stroke(`M0 0L0 ${-length}`, colour, 9),
    );
  const at = (degrees: number, length: number): Point => [
    heart[0] + Math.sin((degrees * Math.PI) / 180) * length,
    heart[1] - Math.cos((degrees * Math.PI) / 180) * length,
  ];
  const [starX, starY] = at(-13, 512);
  const [needleX, needleY] = at(16, 500);
  const [gridX, gridY] = at(2, 520);
  return [
    shape(box(0, 0, 1200, 750), ink.sand),
    ...[0, 1, 2, 3, 4, 5].map((i) =>
      stroke(
        `M-20 ${150 + i * 96}C260 ${60 + i * 110} 420 ${230 + i * 84} 700 ${120 + i * 100}C900 ${50 + i * 112} 1040 ${150 + i * 92} 1220 ${90 + i * 104}`,
        ink.clay,
        2.4,
        'opacity=".55"',
      ),
    ),
    repeat(9, (i) => shape(box(30 + i * 150, 0, 2.5, 750), ink.shallow)),
    repeat(5, (i) => shape(box(0, 70 + i * 150, 1200, 2.5), ink.shallow)),
    shape('M-10 560C120 520 170 610 300 600C420 590 420 690 520 770L-10 770z', ink.shallow),
    cuts(
      { x: 0, y: 590, width: 400, height: 150 },
      {
        ink: ink.paper,
        count: 34,
        length: [30, 80],
        thick: 3.4,
        seed: 3,
        keep: (across) => 1 - across,
      },
    ),
    shape(
      'M930 540C1000 500 1110 520 1220 480L1220 770L980 770C900 700 880 590 930 540z',
      ink.weed,
    ),
    ...Array.from({ length: 15 }, (_, i) =>
      group(
        `translate(${960 + (i % 5) * 56 + (i % 2) * 16} ${588 + Math.floor(i / 5) * 62})`,
        shape('M0 -30L20 16L-20 16z', ink.night),
      ),
    ),
    // The compass, lying where the three lines meet.
    group('translate(8 12)', shape(oval(heart, 214), ink.night, 0.3)),
    disc(heart, 214, ink.night),
    disc(heart, 190, ink.paper),
    shade(oval(heart, 190), ink.shallow, { from: [0.9, 0.9], to: [0.4, 0.4], density: [0.8, 0] }),
    repeat(72, (i) =>
      group(
        `translate(${heart[0]} ${heart[1]}) rotate(${i * 5})`,
        shape(box(-1.5, -186, 3, i % 6 ? 14 : 30), ink.night),
      ),
    ),
    ray(-13, 480, ink.night),
    ray(2, 480, ink.sea as typeof ink.night),
    ray(16, 470, ink.brick),
    group(
      `translate(${starX} ${starY}) scale(1.5)`,
      shape(
        poly(
          Array.from({ length: 10 }, (_, i): Point => [
            Math.sin((i * Math.PI) / 5) * (i % 2 ? 12 : 29),
            -Math.cos((i * Math.PI) / 5) * (i % 2 ? 12 : 29),
          ]),
        ),
        ink.night,
      ),
    ),
    group(
      `translate(${needleX} ${needleY}) rotate(16)`,
      shape('M0 -46L26 16L0 2L-26 16z', ink.brick),
    ),
    group(
      `translate(${gridX} ${gridY})`,
      shape(box(-28, -34, 56, 56), ink.sea),
      stroke('M-28 -6H28M0 -34V22', ink.paper, 4),
    ),
    // The needle itself.
    group(
      `translate(${heart[0]} ${heart[1]}) rotate(16)`,
      shape('M0 -168L24 0L-24 0z', ink.brick),
      shape('M0 168L24 0L-24 0z', ink.sea),
      shade('M0 -168L24 0L0 0z', ink.night, { from: [1, 1], to: [0, 0], density: [0.7, 0] }),
    ),
    disc(heart, 16, ink.lamp),
    disc(heart, 6, ink.night),
  ].join('');
}
