import { shape, stroke, box, fade, shade, group } from '../brush.ts';
import { ink } from '../ink.ts';
import { framed } from '../things/framed.ts';
import { floodedHill } from '../articles/flooded-hill.ts';

/** The hill print in a dark frame. */
export function hillPrint(): string {
  return [
    shape(box(0, 0, 1200, 750), ink.mist),
    shade(box(0, 0, 1200, 750), ink.shallow, { from: [0, 0], to: [0.4, 0.4], density: [0.9, 0] }),
    shape(box(-10, 690, 1220, 70), ink.sand),
    shape(box(-10, 684, 1220, 10), ink.clay),
    // In a frame of dark wood, leaning a little.
    group(
      'translate(0 50) rotate(-2 600 360)',
      shape(box(262, 40, 700, 520), ink.night, 0.4),
      shape(box(246, 22, 700, 520), ink.clay),
      stroke(box(258, 34, 676, 496), ink.night, 3),
      framed(floodedHill(), { x: 316, y: 90, scale: 0.467, margin: 44 }),
    ),
    shape('M1040 690L1052 590L1140 590L1152 690z', ink.brick),
    shade('M1040 690L1052 590L1140 590L1152 690z', ink.night, { ...fade.right, density: [0.9, 0] }),
    ...[-50, -24, 0, 26, 52].map((turn, i) =>
      group(
        `translate(1096 592) rotate(${turn})`,
        shape(
          `M0 0C${-24 - i} -60 -18 -120 0 -150C18 -120 ${24 + i} -60 0 0z`,
          i % 2 ? ink.night : ink.weed,
        ),
        stroke('M0 -10V-130', ink.sand, 2.5),
      ),
    ),
  ].join('');
}
