import { shape, stroke, disc, box, fade, shade, group } from '../brush.ts';
import { ink } from '../ink.ts';
import { cuts } from '../texture.ts';

/** A letter in a bottle, waiting for the tide. */
export function bottlePost(): string {
  const glass =
    'M-150 -46C-176 -46 -186 -26 -186 0C-186 26 -176 46 -150 46L70 46C96 44 104 24 132 22L176 22L176 -22L132 -22C104 -24 96 -44 70 -46z';
  return [
    shape(box(0, 0, 480, 480), ink.mist),
    disc([360, 120], 54, ink.lamp),
    cuts(
      { x: 0, y: 60, width: 480, height: 110 },
      { ink: ink.paper, count: 12, length: [90, 220], thick: 7, seed: 5 },
    ),
    shape('M-10 240C60 200 120 270 210 236C300 200 360 270 490 226L490 490L-10 490z', ink.shallow),
    group(
      'translate(236 268) rotate(-24)',
      shape(glass, ink.weed),
      shape('M-140 -22C-140 -34 20 -34 20 -22L20 22C20 32 -140 32 -140 22z', ink.paper),
      stroke('M-122 -10H2M-122 6H-30', ink.night, 5),
      stroke('M-146 -22c14 10 14 34 0 44', ink.clay, 4),
      shade(glass, ink.night, { ...fade.bottom, density: [0.85, 0] }),
      stroke('M-150 -34H50', ink.mist, 6),
      shape(box(166, -17, 44, 34), ink.clay),
    ),
    shape('M-10 326C60 286 130 356 220 320C310 286 370 350 490 306L490 490L-10 490z', ink.sea),
    cuts(
      { x: 0, y: 340, width: 480, height: 130 },
      { ink: ink.shallow, count: 34, length: [40, 130], thick: 5, seed: 8 },
    ),
    shape('M-10 420C80 390 160 440 250 414C340 390 400 430 490 404L490 490L-10 490z', ink.night),
  ].join('');
}
