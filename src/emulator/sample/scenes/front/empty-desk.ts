import { shape, stroke, disc, box, oval, poly, glow } from '../brush.ts';
import { ink } from '../ink.ts';
import { stars } from '../texture.ts';

/** A desk with its lamp on and its tea still warm. */
export function emptyDesk(): string {
  return [
    shape(box(0, 0, 480, 480), ink.night),
    glow(oval([208, 250], 200, 190), ink.lamp, 0.6),
    shape(
      poly([
        [150, 196],
        [236, 176],
        [330, 372],
        [70, 372],
      ]),
      ink.lamp,
      0.45,
    ),
    stroke('M330 372L330 250L214 150', ink.mist, 11),
    disc([330, 250], 12, ink.mist),
    shape('M152 196L168 128C190 108 232 116 240 140L240 178z', ink.brick),
    disc([196, 194], 16, ink.paper),
    shape('M286 366C286 346 374 346 374 366z', ink.mist),
    shape(box(-10, 366, 500, 36), ink.sand),
    shape(box(-10, 394, 500, 12), ink.clay),
    shape(box(30, 406, 420, 90), ink.brick),
    shape(box(170, 420, 140, 40), ink.clay),
    disc([240, 440], 8, ink.lamp),
    // The name on the desk, and the tea that has been left.
    shape('M96 366L106 326L234 326L244 366z', ink.paper),
    shape(box(124, 338, 92, 7) + box(136, 351, 66, 5), ink.night),
    shape('M390 318L444 318L438 366L396 366z', ink.shallow),
    stroke('M440 330C464 328 462 354 438 352', ink.shallow, 8),
    stroke('M408 304c-8 -14 8 -20 0 -38M426 304c-8 -14 8 -20 0 -38', ink.mist, 5),
    shape(box(20, 352, 60, 14) + box(26, 338, 50, 14), ink.sea),
    stars({ x: 0, y: 0, width: 480, height: 150 }, 18, ink.mist, 2),
  ].join('');
}
