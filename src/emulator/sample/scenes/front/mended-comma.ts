import { shape, stroke, box, fade, shade, group } from '../brush.ts';
import { ink } from '../ink.ts';
import { pencil } from '../things/pencil.ts';

/** The same page three times over, and a pencil at a comma. */
export function mendedComma(): string {
  return [
    shape(box(0, 0, 480, 480), ink.shallow),
    // The same page three times over.
    group(
      'rotate(-9 200 300)',
      shape(box(30, 96, 290, 370), ink.night, 0.35),
      shape(box(22, 84, 290, 370), ink.mist),
    ),
    group(
      'rotate(5 260 300)',
      shape(box(128, 84, 290, 380), ink.night, 0.35),
      shape(box(120, 72, 290, 380), ink.sand),
    ),
    shape(box(92, 56, 296, 460), ink.night, 0.35),
    shape(box(82, 44, 296, 460), ink.paper),
    shape(
      box(112, 80, 150, 16) + box(276, 80, 72, 16) + box(112, 118, 70, 16) + box(196, 118, 152, 16),
      ink.night,
    ),
    shape(box(112, 412, 110, 16) + box(236, 412, 112, 16) + box(112, 450, 190, 16), ink.night),
    shape(
      'M232 190C276 186 300 220 292 264C284 316 244 346 196 362L186 344C214 328 230 312 234 290C204 296 182 272 184 242C186 212 206 192 232 190z',
      ink.brick,
    ),
    shade(
      'M232 190C276 186 300 220 292 264C284 316 244 346 196 362L186 344C214 328 230 312 234 290C204 296 182 272 184 242C186 212 206 192 232 190z',
      ink.clay,
      { ...fade.bottom, density: [0.9, 0] },
    ),
    stroke('M150 388C180 400 250 396 320 380', ink.sea, 6),
    pencil([296, 270], -38, 0.78),
  ].join('');
}
