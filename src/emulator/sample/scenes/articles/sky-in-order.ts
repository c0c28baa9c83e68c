// oxlint-disable max-lines-per-function -- A drawing is one list of shapes, from the back to the front.
import { shape, stroke, disc, box, oval, fade, shade, group } from '../brush.ts';
import { ink } from '../ink.ts';
import { cuts, ridge } from '../texture.ts';

/** The clouds of a coming rain in the order in which they arrive, and a line of washing. */
export function skyInOrder(): string {
  const hook = (x: number, y: number, size: number): string =>
    stroke(
      `M${x} ${y}c${-50 * size} ${-8 * size} ${-120 * size} ${-2 * size} ${-170 * size} ${26 * size}M${x} ${y}c${14 * size} ${-4 * size} ${16 * size} ${-22 * size} ${2 * size} ${-26 * size}`,
      ink.paper,
      7 * size,
    );
  const heap = (x: number, y: number, size: number): string =>
    group(
      `translate(${x} ${y}) scale(${size})`,
      shape(
        'M-130 0C-164 -6 -160 -58 -112 -56C-116 -104 -52 -120 -30 -90C-14 -136 62 -130 66 -82C112 -96 142 -54 120 -34C148 -28 146 0 122 0z',
        ink.paper,
      ),
      shade('M-130 0C-164 -6 -160 -58 -112 -56L120 -34C148 -28 146 0 122 0z', ink.shallow, {
        ...fade.bottom,
        density: [0.9, 0],
      }),
    );
  return [
    shape(box(0, 0, 1200, 750), ink.shallow),
    // From the west, the veil, the grey and the rain; each lower than the last.
    shape('M-10 -10L560 -10C470 120 250 210 -10 260z', ink.mist),
    shape('M-10 110C200 130 380 200 470 300C380 330 120 330 -10 340z', ink.sea),
    cuts(
      { x: -20, y: 120, width: 460, height: 190 },
      { ink: ink.mist, count: 46, length: [90, 220], thick: 5, seed: 5, angle: () => 14 },
    ),
    shape(
      'M-10 250C160 230 300 300 390 400C350 430 250 410 200 430C130 452 60 424 -10 440z',
      ink.night,
    ),
    cuts(
      { x: -10, y: 410, width: 330, height: 220 },
      { ink: ink.sea, count: 120, length: [50, 110], thick: 4, seed: 9, angle: () => 108 },
    ),
    hook(700, 96, 1),
    hook(900, 60, 0.8),
    hook(860, 150, 1.1),
    hook(1080, 112, 0.7),
    hook(640, 190, 0.7),
    disc([1010, 260], 60, ink.lamp),
    stroke(oval([1010, 260], 118), ink.paper, 5, 'opacity=".9"'),
    heap(650, 424, 0.86),
    heap(930, 440, 1.02),
    heap(1140, 418, 0.6),
    // Downs, a house, a line of washing that has an hour left.
    shape(ridge(520, 30, 770, 31), ink.weed),
    shade(box(0, 480, 560, 160), ink.night, { ...fade.left, density: [0.7, 0] }),
    shape(ridge(610, 22, 770, 12), ink.sand),
    cuts(
      { x: 0, y: 620, width: 1200, height: 130 },
      {
        ink: ink.clay,
        count: 90,
        length: [26, 90],
        thick: 3,
        seed: 15,
        angle: (across) => -12 + across * 24,
      },
    ),
    shape('M770 640L770 520L930 520L930 646z', ink.paper),
    shape('M748 528L800 448L900 448L954 528z', ink.brick),
    shape(box(882, 420, 28, 52), ink.clay),
    shape(`${box(796, 556, 34, 34)}${box(872, 556, 34, 34)}`, ink.night),
    shape(box(836, 584, 28, 60), ink.sea),
    shade(box(770, 520, 160, 120), ink.shallow, { ...fade.left, density: [0.8, 0] }),
    stroke('M896 416c10 -26 -14 -34 4 -58c14 -20 -4 -32 8 -48', ink.paper, 8),
    stroke('M300 700L300 556M660 700L660 556', ink.night, 8),
    stroke('M300 566C420 604 540 604 660 566', ink.night, 3),
    shape('M352 580L424 594L420 664L350 652z', ink.paper),
    shape('M452 597L500 598L500 640L480 628L476 690L462 690z', ink.brick),
    shape('M528 597L606 584L612 656L532 668z', ink.lamp),
  ].join('');
}
