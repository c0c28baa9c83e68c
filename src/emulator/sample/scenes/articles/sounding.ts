// oxlint-disable max-lines-per-function -- A drawing is one list of shapes, from the back to the front.
import { type Point, shape, stroke, box, smooth, fade, shade, group, within } from '../brush.ts';
import { ink } from '../ink.ts';
import { cuts } from '../texture.ts';

/** A ship seen from the side, its line with the marks, and the lead near the bottom. */
export function sounding(): string {
  const floor: Point[] = [
    [-40, 560],
    [90, 590],
    [230, 650],
    [380, 640],
    [520, 676],
    [640, 664],
    [760, 700],
    [880, 640],
    [960, 520],
    [1010, 430],
    [1060, 410],
    [1130, 470],
    [1240, 500],
  ];
  const bed = `${smooth(floor)}L1240 760L-40 760z`;
  return [
    shape(box(0, 0, 1200, 200), ink.paper),
    shape(box(0, 0, 1200, 60), ink.mist),
    shade(box(0, 60, 1200, 90), ink.mist, { ...fade.top, density: [0.9, 0] }),
    shape(box(0, 186, 1200, 564), ink.shallow),
    shape('M0 300C200 290 420 312 640 300C860 288 1020 310 1200 298L1200 750L0 750z', ink.sea),
    shape('M0 470C240 458 420 486 640 470C860 456 1020 482 1200 470L1200 750L0 750z', ink.night),
    shade('M0 470C240 458 420 486 640 470C860 456 1020 482 1200 470L1200 380L0 380z', ink.night, {
      ...fade.bottom,
      density: [0.7, 0],
    }),
    cuts(
      { x: 0, y: 196, width: 1200, height: 60 },
      { ink: ink.paper, count: 70, length: [40, 120], thick: 3, seed: 14 },
    ),
    shape(bed, ink.sand),
    within(
      bed,
      cuts(
        { x: 0, y: 400, width: 1200, height: 350 },
        { ink: ink.clay, count: 160, length: [14, 50], thick: 3, seed: 16 },
      ),
      shade(box(0, 560, 1200, 190), ink.clay, { ...fade.bottom, density: [0.9, 0] }),
    ),
    // Weed on the rock, and a row of earlier soundings.
    ...[960, 990, 1030, 1064, 1100].map((x, i) =>
      stroke(
        `M${x} ${[516, 462, 420, 412, 440][i]}c-16 -30 18 -44 2 -${70 + i * 8}c-10 -20 8 -30 4 -44`,
        ink.weed,
        9,
      ),
    ),
    ...[110, 250, 390, 530].map((x, i) =>
      stroke(`M${x} 206L${x} ${[584, 642, 632, 668][i]}`, ink.mist, 2.5, 'stroke-dasharray="1 13"'),
    ),
    // The line with its marks, and the lead.
    stroke('M684 150C690 300 690 480 690 640', ink.paper, 4),
    ...[250, 300, 356, 410, 470, 530, 590].map((y, i) =>
      shape(
        `M689 ${y}l30 ${i % 2 ? 12 : -4}l-4 12l-28 ${i % 2 ? 2 : 6}z`,
        [ink.clay, ink.paper, ink.brick][i % 3] ?? ink.paper,
      ),
    ),
    shape('M680 612L702 612L712 690C704 700 678 700 670 690z', ink.mist),
    shade('M680 612L702 612L712 690C704 700 678 700 670 690z', ink.night, fade.right),
    sailingShip(),
  ].join('');
}

function sailingShip(): string {
  return group(
    'translate(600 196)',
    stroke('M-40 -20L-40 -176M44 -20L44 -158', ink.night, 7),
    shape('M-32 -166C20 -150 30 -90 22 -50L-32 -46z', ink.paper),
    shade('M-32 -166C20 -150 30 -90 22 -50L-32 -46z', ink.sand, fade.left),
    shape('M52 -148C90 -136 104 -90 98 -46L52 -42z', ink.brick),
    shape('M-48 -160L-118 -30L-48 -40z', ink.sand),
    shape('M-140 -26L-110 16C-90 30 80 30 104 12L126 -34C90 -18 -90 -14 -140 -26z', ink.night),
    stroke('M-134 -14C-60 0 60 -4 118 -22', ink.lamp, 5),
    stroke('M-140 -26L-186 -44', ink.night, 6),
  );
}
