// oxlint-disable max-lines-per-function -- A drawing is one list of shapes, from the back to the front.
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
  repeat,
} from '../brush.ts';
import { ink } from '../ink.ts';
import { lens } from '../texture.ts';

/** The tide calendar on a wall. */
export function calendar(): string {
  const moons = Array.from({ length: 13 }, (_, i) => i);
  return [
    shape(box(0, 0, 1200, 750), ink.shallow),
    shade(box(800, 0, 400, 500), ink.sea, { from: [1, 0], to: [0.3, 0.6], density: [0.9, 0] }),
    shape(box(-10, 640, 1220, 120), ink.clay),
    shape(box(-10, 632, 1220, 14), ink.sand),
    // Tall, on its two rods.
    shape(box(424, 60, 380, 640), ink.night, 0.35),
    shape(box(410, 44, 380, 640), ink.paper),
    stroke('M600 10L430 46M600 10L770 46', ink.night, 4),
    disc([600, 10], 9, ink.night),
    shape(box(394, 36, 412, 22) + box(394, 672, 412, 22), ink.clay),
    shade(box(394, 672, 412, 22), ink.night, fade.bottom),
    shape(box(450, 84, 170, 18) + box(634, 84, 60, 18), ink.night),
    ...moons.map((i) => {
      const y = 140 + i * 40;
      const lit = (1 - Math.cos((i / 13) * Math.PI * 4)) / 2;
      return (
        disc([466, y], 14, ink.night) +
        (lit > 0.02
          ? shape(
              oval(
                [466 + (i % 7 < 4 ? 1 : -1) * 14 * (1 - lit), y],
                14 * lit,
                14 * Math.min(1, lit + 0.3),
              ),
              ink.lamp,
            )
          : '')
      );
    }),
    repeat(13, (i) => shape(box(500, 139 + i * 40, 260, 2), ink.mist)),
    stroke(
      smooth(
        Array.from({ length: 118 }, (_, i): Point => [
          632 + Math.sin(i * 1.57 + 0.6) * (56 + 50 * Math.cos(i * 0.215)),
          132 + i * 4.4,
        ]),
      ),
      ink.sea,
      5,
    ),
    stroke(
      smooth(
        Array.from({ length: 30 }, (_, i): Point => [
          632 + 56 + 50 * Math.cos(i * 4 * 0.215),
          132 + i * 17.6,
        ]),
      ),
      ink.brick,
      4,
      'stroke-dasharray="2 9"',
    ),
    shade(box(560, 420, 230, 264), ink.sand, { from: [1, 1], to: [0.4, 0.4], density: [0.9, 0] }),
    // A jug on the shelf beside it, and a shell.
    shape(
      'M930 640C890 600 900 540 930 510L930 470L1010 470L1010 510C1040 540 1050 600 1010 640z',
      ink.brick,
    ),
    shade('M930 640C890 600 900 540 930 510L1010 510C1040 540 1050 600 1010 640z', ink.night, {
      ...fade.right,
      density: [0.9, 0],
    }),
    stroke('M1012 490C1070 490 1070 570 1030 580', ink.brick, 13),
    ...[-18, 4, 26].map((turn, i) =>
      group(
        `translate(970 472) rotate(${turn})`,
        stroke('M0 0L0 -150', ink.weed, 5),
        shape(
          repeat(
            5,
            (n) => lens([13, -60 - n * 20], 34, 9, -40) + lens([-13, -66 - n * 20], 34, 9, 220),
          ),
          i === 1 ? ink.night : ink.weed,
        ),
      ),
    ),
    group(
      'translate(220 640)',
      shape('M-60 0C-70 -60 -20 -84 0 -84C20 -84 70 -60 60 0z', ink.sand),
      ...[-36, -18, 0, 18, 36].map((turn) =>
        group(`rotate(${turn})`, stroke('M0 -6V-72', ink.clay, 4)),
      ),
    ),
  ].join('');
}
