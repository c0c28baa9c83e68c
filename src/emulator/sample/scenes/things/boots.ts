import { shape, stroke, oval, fade, shade, group } from '../brush.ts';
import { ink } from '../ink.ts';

/** A pair of rubber boots, standing on `floor`. */
export function boots(x: number, floor: number, size: number): string {
  const boot = 'M-26 -150L34 -150L36 -44C52 -34 86 -30 92 -4L-30 -4C-34 -40 -28 -100 -26 -150z';
  const one = (dx: number, dy: number): string =>
    group(
      `translate(${dx} ${dy})`,
      shape(boot, ink.brick),
      shade(boot, ink.clay, { ...fade.left, density: [0.95, 0] }),
      shape('M-32 -10L94 -10L94 4L-32 4z', ink.night),
      shape('M-30 -156L38 -156L38 -132L-29 -132z', ink.paper),
      shape(oval([4, -154], 34, 7), ink.night),
      stroke('M42 -40C54 -34 70 -32 80 -22', ink.paper, 5),
    );
  return group(`translate(${x} ${floor}) scale(${size})`, one(0, -8), one(74, 0));
}
