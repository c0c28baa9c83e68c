import {
  shape,
  stroke,
  disc,
  box,
  oval,
  fade,
  shade,
  glow,
  group,
  within,
  repeat,
} from '../brush.ts';
import { ink } from '../ink.ts';
import { cuts } from '../texture.ts';

/** A boat with a lantern under the arch of a bridge. */
export function underTheBridge(): string {
  const arch = 'M70 480L70 300C70 120 410 120 410 300L410 480z';
  return [
    shape(box(0, 0, 480, 480), ink.brick),
    ...Array.from({ length: 9 }, (_, row) =>
      repeat(
        7,
        (i) =>
          shape(
            box(-40 + i * 84 + (row % 2) * 42, 8 + row * 40, 76, 32),
            row % 3 === 1 && i % 2 ? ink.clay : ink.brick,
          ) + stroke(`M${-40 + i * 84 + (row % 2) * 42} ${8 + row * 40}h76v32h-76z`, ink.clay, 4),
      ),
    ),
    shape(arch, ink.night),
    within(
      arch,
      shape('M150 480L150 320C150 210 330 210 330 320L330 480z', ink.shallow),
      disc([276, 300], 22, ink.lamp),
      shape(box(60, 372, 360, 120), ink.sea),
      cuts(
        { x: 70, y: 376, width: 340, height: 104 },
        { ink: ink.night, count: 50, length: [40, 120], thick: 4, seed: 2 },
      ),
      cuts(
        { x: 150, y: 378, width: 180, height: 90 },
        { ink: ink.lamp, count: 26, length: [20, 70], thick: 4, seed: 3 },
      ),
    ),
    stroke('M70 480L70 300C70 120 410 120 410 300L410 480', ink.sand, 22),
    repeat(11, (i) =>
      group(`translate(240 300) rotate(${-90 + i * 18})`, shape(box(-2.5, -182, 5, 28), ink.clay)),
    ),
    glow(oval([196, 350], 70), ink.lamp, 0.8),
    group(
      'translate(220 384)',
      shape('M-92 -16C-70 30 70 30 96 -20C40 -8 -40 -8 -92 -16z', ink.paper),
      shade('M-92 -16C-70 30 70 30 96 -20z', ink.shallow, { ...fade.bottom, density: [0.9, 0] }),
      stroke('M-24 -12V-50', ink.paper, 5),
      shape(box(-33, -62, 20, 26), ink.lamp),
      stroke('M-92 -16C-40 -8 40 -8 96 -20', ink.brick, 6),
    ),
  ].join('');
}
