// oxlint-disable max-lines-per-function -- A drawing is one list of shapes, from the back to the front.
import { shape, disc, box, oval, poly, fade, shade, group, within } from '../brush.ts';
import { ink } from '../ink.ts';
import { cuts } from '../texture.ts';

/** Ponds on their way from sea to salt, and the heaps that come of it. */
export function saltGarden(): string {
  const rows = [
    {
      y: 190,
      cells: [
        [ink.sea, 0, 320],
        [ink.shallow, 320, 640],
        [ink.mist, 640, 900],
        [ink.shallow, 900, 1200],
      ],
    },
    {
      y: 320,
      cells: [
        [ink.shallow, 0, 230],
        [ink.mist, 230, 520],
        [ink.sand, 520, 860],
        [ink.brick, 860, 1200],
      ],
    },
    {
      y: 480,
      cells: [
        [ink.mist, 0, 330],
        [ink.brick, 330, 700],
        [ink.sand, 700, 1020],
        [ink.clay, 1020, 1200],
      ],
    },
  ] as const;
  const bottoms = [312, 470, 680];
  return [
    shape(box(0, 0, 1200, 750), ink.sand),
    shape(box(0, 0, 1200, 130), ink.paper),
    disc([900, 128], 62, ink.lamp),
    shape('M0 128L1200 128L1200 190L0 190z', ink.sea),
    cuts(
      { x: 0, y: 132, width: 1200, height: 52 },
      { ink: ink.shallow, count: 110, length: [40, 140], thick: 2.8, seed: 3 },
    ),
    cuts(
      { x: 800, y: 132, width: 210, height: 52 },
      { ink: ink.lamp, count: 40, length: [20, 80], thick: 2.8, seed: 4 },
    ),
    // The ponds, wider as they come nearer, and the clay banks between them.
    shape(box(0, 178, 1200, 572), ink.clay),
    ...rows.map(({ y, cells }, row) =>
      cells
        .map(([colour, left, right]) => {
          const bottom = bottoms[row] ?? 0;
          const lean = (x: number, at: number): number =>
            600 + (x - 600) * (0.86 + (at - 190) * 0.00072);
          const gap = 7 + row * 4;
          const pond = poly([
            [lean(left, y) + gap, y],
            [lean(right, y) - gap, y],
            [lean(right, bottom) - gap, bottom - gap],
            [lean(left, bottom) + gap, bottom - gap],
          ]);
          return [
            shape(pond, colour),
            within(
              pond,
              cuts(
                { x: lean(left, y), y, width: right - left, height: bottom - y },
                {
                  ink: ink.paper,
                  count: 18 + row * 6,
                  length: [30, 130],
                  thick: 2.4 + row,
                  seed: left + row,
                  keep: (_, down) => 0.9 - down * 0.6,
                },
              ),
            ),
            shade(pond, ink.night, { from: [0, 0], to: [0, 0.3], density: [0.5, 0] }),
          ].join('');
        })
        .join(''),
    ),
    ...[
      [150, 690, 1],
      [400, 706, 1.25],
      [690, 700, 1.1],
      [960, 712, 1.4],
      [430, 466, 0.6],
      [600, 470, 0.7],
      [830, 466, 0.55],
    ].map(([x = 0, y = 0, size = 1]) => saltHeap(x, y, size)),
  ].join('');
}

function saltHeap(x: number, y: number, size: number): string {
  return group(
    `translate(${x} ${y}) scale(${size})`,
    shape(oval([44, 6], 100, 13), ink.night, 0.75),
    shape('M-74 8C-40 -20 -22 -96 0 -100C22 -96 44 -20 78 8C40 22 -40 22 -74 8z', ink.paper),
    shade('M0 -100C22 -96 44 -20 78 8C40 22 20 18 12 14C24 -20 10 -70 0 -100z', ink.sea, {
      ...fade.right,
      density: [0.9, 0.2],
    }),
  );
}
