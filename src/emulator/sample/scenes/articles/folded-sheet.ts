import {
  type Point,
  shape,
  stroke,
  box,
  poly,
  fade,
  shade,
  group,
  within,
  repeat,
} from '../brush.ts';
import { ink } from '../ink.ts';

/** A long sheet folded seven times, its fibres all lying the same way. */
export function foldedSheet(): string {
  const folds: readonly Point[] = [
    [40, 470],
    [230, 300],
    [400, 450],
    [580, 250],
    [750, 410],
    [920, 190],
    [1140, 330],
  ];
  const drop = 190;
  const facets = folds.slice(1).map((to, i) => {
    const from = folds[i] ?? to;
    const d = poly([from, to, [to[0], to[1] + drop], [from[0], from[1] + drop]]);
    const rising = i % 2 === 0;
    return [
      shape(d, rising ? ink.paper : ink.sand),
      within(
        d,
        // The grain: every fibre lies along the sheet.
        repeat(9, (n) =>
          stroke(
            `M${from[0]} ${from[1] + 12 + n * 21}L${to[0]} ${to[1] + 12 + n * 21}`,
            rising ? ink.sand : ink.clay,
            1.8,
            `stroke-dasharray="${40 + n * 9} ${14 + ((n * 7) % 20)}" opacity=".8"`,
          ),
        ),
      ),
      rising ? '' : shade(d, ink.clay, { ...fade.left, density: [0.8, 0] }),
    ].join('');
  });
  const shadow = folds.map(([x, y], i): Point => [x + 34, y + drop + (i % 2 ? 66 : 30)]);
  return [
    shape(box(0, 0, 1200, 750), ink.sea),
    shade(box(0, 0, 1200, 750), ink.night, { from: [0, 0], to: [0.3, 0.5], density: [0.9, 0] }),
    shape(`${poly(shadow, false)}L1174 560L1140 520L40 660z`, ink.night),
    ...facets,
    stroke(poly(folds, false), ink.night, 3),
    // The little damp square that has rolled itself up.
    group(
      'translate(250 120) rotate(-8)',
      shape('M-110 30C-110 -30 -60 -40 -30 -10L130 -10C160 -40 150 40 110 40L-70 40z', ink.paper),
      shade('M-110 30C-110 -30 -60 -40 -30 -10L130 -10L110 40L-70 40z', ink.shallow, {
        ...fade.bottom,
        density: [0.9, 0],
      }),
      stroke('M-110 30C-110 -24 -60 -30 -50 4C-46 26 -76 32 -78 14', ink.night, 4),
    ),
    ...[
      [470, 120, 9],
      [510, 90, 6],
      [500, 150, 5],
      [90, 60, 6],
    ].map(([x = 0, y = 0, r = 0]) =>
      shape(
        `M${x} ${y - r * 2}C${x + r * 1.6} ${y} ${x + r} ${y + r} ${x} ${y + r}C${x - r} ${y + r} ${x - r * 1.6} ${y} ${x} ${y - r * 2}z`,
        ink.shallow,
      ),
    ),
  ].join('');
}
