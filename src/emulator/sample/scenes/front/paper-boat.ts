import { shape, stroke, box, fade, shade, group } from '../brush.ts';
import { ink } from '../ink.ts';
import { cuts } from '../texture.ts';

/** A boat folded from a printed page, let go. */
export function paperBoat(): string {
  return [
    shape(box(0, 0, 480, 480), ink.sand),
    shade(box(0, 0, 480, 160), ink.brick, { ...fade.top, density: [0.7, 0] }),
    shape('M-10 300C120 286 330 312 490 292L490 490L-10 490z', ink.sea),
    cuts(
      { x: 0, y: 306, width: 480, height: 170 },
      { ink: ink.night, count: 56, length: [50, 150], thick: 5, seed: 3 },
    ),
    cuts(
      { x: 110, y: 352, width: 260, height: 90 },
      { ink: ink.paper, count: 26, length: [30, 110], thick: 5, seed: 4 },
    ),
    // Folded from a page, with the print still on it.
    shape('M240 110L330 290L150 290z', ink.paper),
    shade('M240 110L330 290L240 290z', ink.shallow, { ...fade.right, density: [1, 0.2] }),
    shape(
      'M60 240L240 296L420 240C400 300 380 340 340 356L140 356C100 340 80 300 60 240z',
      ink.paper,
    ),
    shape('M60 240L240 296L140 356C100 340 80 300 60 240z', ink.mist),
    shade('M420 240C400 300 380 340 340 356L140 356L240 296z', ink.sand, {
      ...fade.bottom,
      density: [0.9, 0],
    }),
    stroke('M262 318L352 288M252 336L340 312', ink.night, 5),
    stroke('M60 240L240 296L420 240', ink.clay, 3),
    ...[
      [90, 90, 1],
      [380, 80, 0.8],
    ].map(([x = 0, y = 0, size = 1]) =>
      group(
        `translate(${x} ${y}) scale(${size})`,
        stroke('M-34 -10C-22 -22 -8 -14 0 0C8 -14 22 -22 34 -10', ink.night, 6),
      ),
    ),
  ].join('');
}
