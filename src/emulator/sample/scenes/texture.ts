// oxlint-disable max-params -- Coordinates and sizes come one by one, as in SVG itself.
import { type Point, dice, poly, shape } from './brush.ts';
import type { Ink } from './ink.ts';

/** Where texture goes: a box in pixels. */
export interface Area {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** How a lino-cutter's gouge was used: how many cuts, how long, how thick, which way. */
export interface Cuts {
  readonly ink: Ink;
  readonly count: number;
  readonly length: readonly [least: number, most: number];
  readonly thick: number;
  /** Degrees from level, at a place given as 0 to 1 across and down; level where it is left out. */
  readonly angle?: (across: number, down: number) => number;
  /** How likely a cut is kept at a place, 0 to 1; everywhere where it is left out. */
  readonly keep?: (across: number, down: number) => number;
  readonly seed?: number;
}

/** Short tapered strokes scattered over an area, as a gouge leaves them. One path, the same for the same seed. */
export function cuts(area: Area, { ink, count, length, thick, ...how }: Cuts): string {
  const random = dice(how.seed ?? 1);
  let d = '';
  for (let i = 0; i < count; i += 1) {
    const [across, down] = [random(), random()];
    const long = length[0] + random() * (length[1] - length[0]);
    const bold = thick * (0.5 + random() * 0.7);
    if (random() > (how.keep?.(across, down) ?? 1)) continue;
    const place: Point = [area.x + across * area.width, area.y + down * area.height];
    d += lens(place, long, bold, how.angle?.(across, down) ?? 0);
  }
  return shape(d, ink);
}

/** Path data of one tapered stroke around its middle. */
export function lens([x, y]: Point, long: number, thick: number, degrees = 0): string {
  const angle = (degrees * Math.PI) / 180;
  const [dx, dy] = [(Math.cos(angle) * long) / 2, (Math.sin(angle) * long) / 2];
  const [nx, ny] = [-Math.sin(angle) * thick, Math.cos(angle) * thick];
  const at = (a: number, b: number): string => `${a.toFixed(1)} ${b.toFixed(1)}`;
  return (
    `M${at(x - dx, y - dy)}Q${at(x + nx, y + ny)} ${at(x + dx, y + dy)}` +
    `Q${at(x - nx, y - ny)} ${at(x - dx, y - dy)}z`
  );
}

/** Stars: small four-pointed diamonds, sparser toward the bottom of the area. */
export function stars(area: Area, count: number, ink: Ink, seed = 5): string {
  const random = dice(seed);
  let d = '';
  for (let i = 0; i < count; i += 1) {
    const [across, down] = [random(), random() ** 1.5];
    const size = 1.6 + random() ** 3 * 5;
    const [x, y] = [area.x + across * area.width, area.y + down * area.height];
    const thin = size * 0.3;
    d += poly([
      [x - size, y],
      [x - thin, y - thin],
      [x, y - size],
      [x + thin, y - thin],
      [x + size, y],
      [x + thin, y + thin],
      [x, y + size],
      [x - thin, y + thin],
    ]);
  }
  return shape(d, ink);
}

/** A ridge of hills as path data: a seeded skyline from edge to edge, closed along `floor`. */
export function ridge(top: number, wobble: number, floor: number, seed: number): string {
  const random = dice(seed);
  const step = 80 + random() * 60;
  const points: Point[] = [];
  for (let x = -step; x < 1300 + step; x += step) {
    points.push([x, top + (random() - 0.5) * 2 * wobble]);
  }
  const [first] = points;
  return `${smoothOpen(points)}L1400 ${floor}L${first?.[0] ?? 0} ${floor}z`;
}

function smoothOpen(points: readonly Point[]): string {
  return points
    .map(([x, y], index) => {
      if (index === 0) return `M${x.toFixed(1)} ${y.toFixed(1)}`;
      const [px, py] = points[index - 1] ?? [0, 0];
      const middle = (px + x) / 2;
      return `C${middle.toFixed(1)} ${py.toFixed(1)} ${middle.toFixed(1)} ${y.toFixed(1)} ${x.toFixed(1)} ${y.toFixed(1)}`;
    })
    .join('');
}
