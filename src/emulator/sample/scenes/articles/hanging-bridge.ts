import {
  type Point,
  shape,
  stroke,
  disc,
  box,
  smooth,
  fade,
  shade,
  group,
  repeat,
} from '../brush.ts';
import { ink } from '../ink.ts';
import { cuts, ridge } from '../texture.ts';

/** A hanging bridge at evening, one lorry on its way to the middle. */
export function hangingBridge(): string {
  const towers = [300, 900];
  const sag = (x: number): number => 150 + 300 * (1 - ((x - 600) / 300) ** 2);
  const line = Array.from({ length: 25 }, (_, i): Point => [300 + i * 25, sag(300 + i * 25)]);
  return [
    shape(box(0, 0, 1200, 750), ink.brick),
    disc([600, 430], 216, ink.lamp),
    shade(box(0, 0, 1200, 330), ink.clay, { ...fade.top, density: [0.85, 0] }),
    cuts(
      { x: 0, y: 330, width: 1200, height: 170 },
      { ink: ink.sand, count: 40, length: [120, 380], thick: 5, seed: 4 },
    ),
    shape(ridge(500, 34, 770, 19), ink.clay),
    shape(box(0, 556, 1200, 200), ink.sea),
    cuts(
      { x: 0, y: 560, width: 1200, height: 190 },
      {
        ink: ink.night,
        count: 150,
        length: [50, 190],
        thick: 5,
        seed: 7,
        keep: (_, down) => 0.3 + down,
      },
    ),
    cuts(
      { x: 400, y: 558, width: 400, height: 170 },
      {
        ink: ink.lamp,
        count: 90,
        length: [30, 150],
        thick: 4,
        seed: 8,
        keep: (across) => 1 - Math.abs(across - 0.5) * 1.6,
      },
    ),
    // Cables, hangers, deck.
    stroke(smooth(line), ink.night, 11),
    stroke('M300 150C220 290 120 390 -20 452M900 150C980 290 1080 390 1220 452', ink.night, 11),
    repeat(23, (i) => {
      const x = 325 + i * 25;
      return stroke(`M${x} ${sag(x)}L${x} 476`, ink.night, 2.6);
    }),
    repeat(11, (i) => {
      const t = (i + 1) / 12;
      const y = 150 + 326 * t ** 0.82;
      return stroke(`M${300 - t * 300} ${y}V476M${900 + t * 300} ${y}V476`, ink.night, 2.6);
    }),
    shape('M-10 474C300 462 900 462 1210 474L1210 500C900 488 300 488 -10 500z', ink.night),
    stroke('M-10 474C300 462 900 462 1210 474', ink.sand, 3),
    ...towers.map((x) => bridgeTower(x)),
    lorry(470, 464),
    shape('M-10 452L60 470L80 580L-10 600zM1210 452L1140 470L1120 580L1210 600z', ink.night),
    gulls(),
  ].join('');
}

function bridgeTower(x: number): string {
  return [
    shape(`M${x - 34} 640L${x - 24} 130L${x + 24} 130L${x + 34} 640z`, ink.night),
    shape(
      `M${x - 14} 250L${x + 14} 250L${x + 16} 440L${x - 16} 440zM${x - 12} 168L${x + 12} 168L${x + 13} 226L${x - 13} 226z`,
      ink.clay,
    ),
    shape(`M${x - 32} 130L${x + 32} 130L${x + 26} 112L${x - 26} 112z`, ink.night),
    shape(box(x - 58, 620, 116, 36), ink.night),
    shade(box(x - 30, 130, 26, 500), ink.brick, { ...fade.left, density: [0.8, 0] }),
  ].join('');
}

function lorry(x: number, y: number): string {
  return group(
    `translate(${x} ${y})`,
    shape(box(0, -40, 74, 34), ink.paper),
    shape('M78 -32L98 -32L106 -18L106 -6L78 -6z', ink.sea),
    disc([16, -4], 8, ink.night),
    disc([58, -4], 8, ink.night),
    disc([92, -4], 8, ink.night),
  );
}

function gulls(): string {
  return [
    [150, 190, 1],
    [210, 232, 0.7],
    [1060, 150, 0.9],
    [720, 96, 0.6],
  ]
    .map(([x = 0, y = 0, size = 1]) =>
      group(
        `translate(${x} ${y}) scale(${size})`,
        stroke('M-34 -10C-22 -22 -8 -14 0 0C8 -14 22 -22 34 -10', ink.paper, 6),
      ),
    )
    .join('');
}
