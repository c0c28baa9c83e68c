// oxlint-disable max-lines-per-function -- A drawing is one list of shapes, from the back to the front.
import {
  type Point,
  shape,
  stroke,
  disc,
  box,
  oval,
  poly,
  smooth,
  fade,
  shade,
  group,
  repeat,
} from '../brush.ts';
import { ink } from '../ink.ts';
import { cuts, ridge } from '../texture.ts';

/** Where the sun stands at clock noon through a year: a tall figure of eight, beside a sundial. */
export function aYearOfNoons(): string {
  const suns = Array.from({ length: 30 }, (_, i): Point => {
    const t = (i / 30) * Math.PI * 2;
    // Minutes early or late, the half-yearly wave and the yearly one added; then degrees high or low.
    const early = 9.87 * Math.sin(2 * t) - 7.53 * Math.cos(t) - 1.5 * Math.sin(t);
    return [800 + early * 8.4, 300 - 23.4 * Math.sin(t) * 10.2];
  });
  return [
    shape(box(0, 0, 1200, 750), ink.shallow),
    shade(box(0, 0, 1200, 260), ink.sea, { ...fade.top, density: [0.8, 0] }),
    stroke(smooth(suns, true), ink.mist, 3, 'stroke-dasharray="2 12"'),
    ...suns.map((sun, i) => disc(sun, i === 21 ? 40 : 17, i === 21 ? ink.paper : ink.lamp)),
    ...suns.slice(21, 22).map((sun) => disc(sun, 30, ink.lamp)),
    // The gable with its dial.
    shape('M-10 770L-10 380L220 90L470 380L470 770z', ink.paper),
    shape('M-40 420L220 62L500 420L476 440L220 122L-20 450z', ink.clay),
    shade('M-10 770L-10 380L220 90L470 380L470 770z', ink.sand, {
      from: [0, 1],
      to: [0.5, 0.3],
      density: [0.95, 0],
    }),
    shape('M70 330C70 200 370 200 370 330L370 480L70 480z', ink.sand),
    stroke('M70 330C70 200 370 200 370 330L370 480L70 480z', ink.night, 7),
    repeat(13, (i) =>
      group(
        `translate(220 306) rotate(${-90 + i * 15})`,
        stroke(`M0 60L0 ${i % 3 ? 136 : 152}`, ink.night, i % 3 ? 3 : 6),
      ),
    ),
    shape(oval([220, 306], 26), ink.brick),
    // The shadow has gone past the line.
    shape(
      poly([
        [220, 306],
        [286, 446],
        [262, 452],
      ]),
      ink.night,
    ),
    stroke('M220 306L186 404', ink.clay, 9),
    shape(box(110, 508, 220, 62), ink.lamp),
    shade(box(110, 508, 220, 62), ink.clay, fade.bottom),
    stroke(
      'M124 540C150 504 166 516 186 540C206 564 226 566 244 540C258 522 286 520 316 540',
      ink.night,
      4,
    ),
    // Roofs and hills of a town that has its own noon.
    shape(ridge(650, 26, 770, 22), ink.weed),
    shape('M470 770L470 640L540 590L610 640L610 770z', ink.clay),
    shape('M600 770L600 668L680 668L680 770z', ink.sand),
    shape('M588 672L640 616L692 672z', ink.brick),
    shape(`${box(520, 660, 26, 30)}${box(626, 694, 24, 28)}`, ink.night),
    cuts(
      { x: 690, y: 660, width: 510, height: 90 },
      { ink: ink.night, count: 60, length: [20, 70], thick: 3.4, seed: 4, angle: () => -12 },
    ),
    ...[820, 900, 1010, 1120].map((x, i) =>
      shape(
        `M${x} 560C${x + 34} 580 ${x + 30} 660 ${x + 6} 676L${x + 6} 700L${x - 6} 700L${x - 6} 676C${x - 30} 660 ${x - 34} 580 ${x} 560z`,
        i % 2 ? ink.weed : ink.night,
      ),
    ),
  ].join('');
}
