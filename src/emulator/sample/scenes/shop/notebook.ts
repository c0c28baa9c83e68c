import { shape, stroke, box, fade, shade, group, repeat } from '../brush.ts';
import { ink } from '../ink.ts';
import { pencil } from '../things/pencil.ts';

/** The field notebook, shut and open. */
export function notebook(): string {
  return [
    shape(box(0, 0, 1200, 750), ink.weed),
    shade(box(0, 330, 700, 420), ink.night, { from: [0, 1], to: [0.3, 0.3], density: [0.9, 0] }),
    group(
      'rotate(6 800 380)',
      shape(box(636, 116, 400, 560), ink.night, 0.4),
      shape(box(620, 100, 400, 560), ink.paper),
      repeat(13, (i) => shape(box(650 + i * 28, 130, 2, 500), ink.shallow)),
      repeat(18, (i) => shape(box(650, 130 + i * 28, 338, 2), ink.shallow)),
      fieldSketch(),
      repeat(14, (i) => stroke(`M1008 ${130 + i * 36}h${i % 5 ? 8 : 14}`, ink.brick, 3)),
    ),
    group(
      'rotate(-9 360 390)',
      shape(box(176, 116, 400, 560), ink.night, 0.5),
      shape(box(160, 100, 400, 560), ink.night),
      shape(box(154, 92, 400, 560), ink.brick),
      shade(box(194, 92, 150, 560), ink.clay, { ...fade.left, density: [1, 0] }),
      shape(box(154, 92, 40, 560), ink.clay),
      shape(box(500, 92, 18, 560), ink.night),
      shape(box(250, 200, 210, 130), ink.paper),
      shape(box(278, 230, 120, 14) + box(278, 258, 150, 8) + box(278, 280, 150, 8), ink.night),
      // A tide line, where it was left on the wall.
      stroke('M194 560C260 540 300 576 360 556C420 540 450 566 500 552', ink.clay, 5),
      shape(box(548, 250, 22, 120), ink.sand),
    ),
    pencil([640, 520], 52, 0.9),
  ].join('');
}

function fieldSketch(): string {
  return [
    stroke('M680 420C740 330 790 380 830 320C860 280 900 330 960 380', ink.night, 4),
    stroke('M670 450H970M700 470H900', ink.sea, 4),
    stroke('M850 316V250M836 250h28M840 262L838 316M860 262L862 316', ink.night, 4),
    stroke('M700 220c20 -20 50 -20 56 0c24 -6 30 26 6 28h-62c-20 -2 -18 -26 0 -28', ink.night, 3.5),
    stroke('M680 520h180M680 548h230M680 576h140', ink.clay, 4),
  ].join('');
}
