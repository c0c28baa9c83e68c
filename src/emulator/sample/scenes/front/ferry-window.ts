// oxlint-disable max-lines-per-function -- A drawing is one list of shapes, from the back to the front.
import {
  shape,
  stroke,
  disc,
  box,
  oval,
  poly,
  fade,
  shade,
  glow,
  group,
  within,
  repeat,
} from '../brush.ts';
import { ink } from '../ink.ts';
import { cuts, stars, ridge } from '../texture.ts';

/** A table by the window of a night ferry, the magazine open under the lamp. */
export function ferryWindow(): string {
  const pane =
    'M300 70C300 50 312 40 332 40L868 40C888 40 900 50 900 70L900 420C900 440 888 450 868 450L332 450C312 450 300 440 300 420z';
  return [
    shape(box(0, 0, 1200, 750), ink.sea),
    repeat(11, (i) => shape(box(30 + i * 116, 0, 4, 540), ink.night)),
    shade(box(0, 0, 280, 540), ink.night, { ...fade.left, density: [0.9, 0] }),
    shade(box(920, 0, 280, 540), ink.night, { ...fade.right, density: [0.9, 0] }),
    shape(pane, ink.night),
    within(
      pane,
      stars({ x: 300, y: 40, width: 600, height: 180 }, 44, ink.mist, 6),
      disc([760, 130], 44, ink.paper),
      shape(ridge(270, 40, 460, 5), ink.sea),
      shape(
        'M290 300C380 270 440 330 540 300C640 270 700 330 800 296C850 280 880 300 920 290L920 460L290 460z',
        ink.shallow,
      ),
      cuts(
        { x: 300, y: 300, width: 600, height: 70 },
        { ink: ink.paper, count: 40, length: [30, 120], thick: 4, seed: 3 },
      ),
      shape(
        'M290 366C380 340 440 396 540 370C640 340 700 396 800 364C850 350 880 370 920 356L920 460L290 460z',
        ink.sea,
      ),
      cuts(
        { x: 700, y: 300, width: 120, height: 140 },
        { ink: ink.paper, count: 30, length: [20, 80], thick: 4, seed: 9 },
      ),
      ...[
        [370, 120],
        [450, 210],
        [560, 90],
        [640, 240],
        [830, 230],
        [520, 320],
      ].map(([x = 0, y = 0]) => stroke(`M${x} ${y}c6 20 -4 30 4 54`, ink.shallow, 4)),
    ),
    stroke(pane, ink.sand, 26),
    stroke(pane, ink.clay, 6),
    ...[
      [300, 60],
      [900, 60],
      [300, 430],
      [900, 430],
      [600, 40],
      [600, 450],
    ].map(([x = 0, y = 0]) => disc([x, y], 6, ink.night)),
    // The bench and the table.
    shape('M-10 420C60 410 130 420 150 470L170 770L-10 770z', ink.brick),
    shape('M1210 420C1140 410 1070 420 1050 470L1030 770L1210 770z', ink.brick),
    shade('M-10 420C60 410 130 420 150 470L170 770L-10 770z', ink.night, {
      ...fade.left,
      density: [0.9, 0],
    }),
    shade('M1210 420C1140 410 1070 420 1050 470L1030 770L1210 770z', ink.night, {
      ...fade.right,
      density: [0.9, 0],
    }),
    glow(oval([470, 600], 330, 150), ink.lamp, 0.5),
    shape('M200 600L1000 600L1100 770L100 770z', ink.sand),
    shape('M200 600L1000 600L1006 614L194 614z', ink.paper),
    cuts(
      { x: 160, y: 620, width: 880, height: 130 },
      { ink: ink.clay, count: 36, length: [80, 260], thick: 3, seed: 15 },
    ),
    tableLamp(),
    openMagazine(590, 690, 1),
    mug(860, 640),
  ].join('');
}

function tableLamp(): string {
  return [
    shape(
      poly([
        [280, 470],
        [380, 470],
        [520, 720],
        [170, 720],
      ]),
      ink.lamp,
      0.4,
    ),
    stroke('M330 640V480', ink.night, 9),
    shape('M274 500L300 420L360 420L386 500z', ink.lamp),
    shade('M274 500L300 420L360 420L386 500z', ink.brick, { ...fade.bottom, density: [0.9, 0] }),
    shape('M286 652C286 632 374 632 374 652z', ink.night),
  ].join('');
}

/** The magazine lying open, seen across a table. */
function openMagazine(x: number, y: number, size: number): string {
  return group(
    `translate(${x} ${y}) scale(${size})`,
    shape(
      'M-196 44L-150 -46L154 -46L200 44C130 54 60 50 0 60C-60 50 -130 54 -196 44z',
      ink.night,
      0.4,
    ),
    shape('M-190 30L-146 -56C-100 -70 -40 -66 0 -50L0 46C-60 30 -120 24 -190 30z', ink.paper),
    shape('M190 30L146 -56C100 -70 40 -66 0 -50L0 46C60 30 120 24 190 30z', ink.paper),
    shade('M190 30L146 -56C100 -70 40 -66 0 -50L0 46C60 30 120 24 190 30z', ink.shallow, {
      ...fade.left,
      density: [0.7, 0],
    }),
    shape('M-158 4L-134 -42C-100 -50 -60 -50 -26 -40L-28 14C-70 2 -110 -2 -158 4z', ink.sea),
    shape('M-120 -6C-104 -30 -72 -30 -60 -2C-80 -8 -100 -8 -120 -6z', ink.lamp),
    ...[0, 1, 2, 3].map((i) =>
      stroke(
        `M${30 + i * 2} ${-34 + i * 15}C70 ${-46 + i * 15} 100 ${-48 + i * 15} ${132 + i * 7} ${-42 + i * 15}`,
        ink.night,
        4,
      ),
    ),
    stroke('M-190 30C-120 24 -60 30 0 46C60 30 120 24 190 30', ink.clay, 4),
  );
}

function mug(x: number, y: number): string {
  return group(
    `translate(${x} ${y})`,
    shape(oval([10, 54], 76, 12), ink.clay),
    stroke('M44 -24C92 -30 92 34 40 30', ink.brick, 15),
    shape('M-50 -50L50 -50L42 52L-42 52z', ink.brick),
    shape('M-47 -14L47 -14L45 8L-45 8z', ink.paper),
    shade('M-50 -50L50 -50L42 52L-42 52z', ink.night, { ...fade.right, density: [0.8, 0] }),
    shape(oval([0, -50], 50, 11), ink.night),
    stroke('M-16 -76c-14 -22 14 -30 0 -56M14 -78c-14 -22 14 -30 0 -56', ink.mist, 7),
  );
}
