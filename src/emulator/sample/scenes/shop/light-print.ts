import { shape, disc, box, oval, fade, shade, group } from '../brush.ts';
import { ink } from '../ink.ts';
import { framed } from '../things/framed.ts';
import { lighthouseAtNight } from '../articles/lighthouse-at-night.ts';

/** The lighthouse print on a wall, with the tube it came in. */
export function lightPrint(): string {
  return [
    shape(box(0, 0, 1200, 750), ink.brick),
    shade(box(0, 0, 1200, 200), ink.clay, { ...fade.top, density: [0.8, 0] }),
    shape(box(-10, 660, 1220, 100), ink.clay),
    framed(lighthouseAtNight(), { x: 310, y: 90, scale: 0.53, margin: 42 }),
    // Two pins, and the tube it came in.
    disc([300, 66], 10, ink.lamp),
    disc([914, 66], 10, ink.lamp),
    group(
      'rotate(-8 1040 640)',
      shape(box(800, 640, 350, 66), ink.night, 0.35),
      shape(box(790, 624, 350, 66), ink.sand),
      shade(box(790, 624, 350, 66), ink.clay, { ...fade.bottom, density: [0.9, 0] }),
      shape(oval([1140, 657], 17, 33), ink.clay),
      shape(oval([1140, 657], 11, 24), ink.night),
      shape(box(860, 624, 22, 66), ink.sea),
    ),
  ].join('');
}
