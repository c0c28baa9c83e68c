import {
  type Point,
  shape,
  stroke,
  disc,
  box,
  oval,
  poly,
  smooth,
  fade,
  shade,
  group,
  repeat,
} from '../brush.ts';
import { ink } from '../ink.ts';

/** Five brass wheels and one wire that add up to the curve on the drum. */
export function tideMachine(): string {
  const wheels: readonly (readonly [x: number, y: number, r: number, turned: number])[] = [
    [150, 200, 118, 20],
    [372, 330, 84, 130],
    [560, 178, 62, 250],
    [722, 318, 46, 80],
    [868, 186, 34, 320],
  ];
  const curve = Array.from({ length: 101 }, (_, i): Point => {
    const t = i / 100;
    const sway = Math.sin(t * 52 + 1) * (36 + 24 * Math.cos(t * 6.4)) + Math.sin(t * 26) * 5;
    return [40 + t * 1000, 610 - sway];
  });
  const line = smooth(curve);
  return [
    shape(box(0, 0, 1200, 750), ink.night),
    shade(box(0, 0, 1200, 300), ink.sea, { ...fade.top, density: [0.6, 0] }),
    // The paper on its drum.
    shape(box(0, 490, 1200, 232), ink.paper),
    repeat(24, (i) => shape(box(40 + i * 50, 490, 2, 232), ink.shallow)),
    repeat(4, (i) => shape(box(0, 536 + i * 46, 1200, 2), ink.shallow)),
    shape(`${line}L1040 722L40 722z`, ink.shallow),
    shade(`${line}L1040 722L40 722z`, ink.sea, { ...fade.bottom, density: [0.75, 0.05] }),
    stroke(line, ink.night, 7),
    shape(box(0, 712, 1200, 38), ink.clay),
    shape(box(0, 482, 1200, 14), ink.clay),
    ...wheels.map(([x, y, r, turned]) => brassWheel([x, y], r, turned)),
    // One wire, over every peg in turn, and down to the pen.
    stroke(
      'M20 20L34 190C40 60 262 60 266 196C268 250 286 268 288 330C296 440 450 440 456 330C458 280 498 250 500 180C506 100 616 100 622 180C624 250 672 260 676 318C682 376 764 376 768 318C770 250 832 240 836 186C842 144 896 144 902 186L1040 410L1040 500',
      ink.mist,
      3.5,
    ),
    shape('M1024 400L1056 400L1056 540L1040 604L1024 540z', ink.brick),
    shape('M1033 566L1047 566L1040 604z', ink.night),
    disc([1040, 388], 18, ink.lamp),
    stroke('M1040 388L1120 388L1120 0', ink.clay, 14),
  ].join('');
}

function brassWheel([x, y]: Point, r: number, turned: number): string {
  const spokes = Math.max(4, Math.round(r / 18));
  return group(
    `translate(${x} ${y})`,
    stroke(`M0 0L0 -600`, ink.clay, 12),
    stroke(oval([0, 0], r), ink.lamp, r * 0.2),
    shade(oval([0, 0], r * 1.1), ink.clay, {
      from: [0.9, 0.95],
      to: [0.3, 0.2],
      density: [0.85, 0],
    }),
    disc([0, 0], r * 0.9 - 1, ink.night),
    group(
      `rotate(${turned})`,
      repeat(spokes, (i) =>
        group(
          `rotate(${(360 / spokes) * i})`,
          shape(
            poly([
              [-r * 0.05, 0],
              [-r * 0.035, -r * 0.92],
              [r * 0.035, -r * 0.92],
              [r * 0.05, 0],
            ]),
            ink.lamp,
          ),
        ),
      ),
      disc([0, 0], r * 0.22, ink.lamp),
      disc([0, 0], r * 0.09, ink.night),
      disc([0, -r * 0.62], r * 0.13, ink.brick),
    ),
  );
}
