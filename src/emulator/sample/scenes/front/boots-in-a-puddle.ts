import { shape, box, oval, fade, shade } from '../brush.ts';
import { ink } from '../ink.ts';
import { cuts } from '../texture.ts';
import { boots } from '../things/boots.ts';

/** A pair of boots that went to look. */
export function bootsInAPuddle(): string {
  return [
    shape(box(0, 0, 480, 480), ink.lamp),
    shade(box(0, 0, 480, 200), ink.brick, { ...fade.top, density: [0.7, 0] }),
    shape('M-10 330C120 310 340 330 490 312L490 490L-10 490z', ink.sand),
    shape('M30 402C90 360 380 356 450 398C470 440 330 462 240 458C140 456 20 446 30 402z', ink.sea),
    cuts(
      { x: 60, y: 380, width: 360, height: 70 },
      { ink: ink.shallow, count: 34, length: [30, 110], thick: 4, seed: 7 },
    ),
    shape(oval([264, 420], 176, 14), ink.night),
    boots(160, 416, 1.45),
    ...[
      [70, 330],
      [400, 320],
      [430, 360],
      [46, 366],
    ].map(([x = 0, y = 0]) =>
      shape(
        `M${x} ${y - 20}C${x + 14} ${y} ${x + 9} ${y + 10} ${x} ${y + 10}C${x - 9} ${y + 10} ${x - 14} ${y} ${x} ${y - 20}z`,
        ink.sea,
      ),
    ),
  ].join('');
}
