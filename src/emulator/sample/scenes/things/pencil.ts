import { type Point, shape, box, fade, shade, group } from '../brush.ts';
import { ink } from '../ink.ts';

/** A pencil, its point at a place, lying at an angle. */
export function pencil([x, y]: Point, degrees: number, size: number): string {
  return group(
    `translate(${x} ${y}) rotate(${degrees}) scale(${size})`,
    shape('M8 22L380 22L380 40L30 44z', ink.night, 0.3),
    shape('M0 0L54 -20L54 20z', ink.sand),
    shape('M0 0L20 -7.5L20 7.5z', ink.night),
    shape(box(50, -20, 280, 40), ink.sea),
    shape(box(50, -20, 280, 13), ink.shallow),
    shade(box(50, -20, 280, 40), ink.night, { ...fade.bottom, density: [0.9, 0] }),
    shape(box(326, -21, 34, 42), ink.lamp),
    shape('M360 -20L384 -20C396 -20 396 20 384 20L360 20z', ink.brick),
  );
}
