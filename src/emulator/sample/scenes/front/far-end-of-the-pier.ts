// oxlint-disable max-lines-per-function -- A drawing is one list of shapes, from the back to the front.
// oxlint-disable max-params -- Coordinates and sizes come one by one, as in SVG itself.
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
  glow,
  within,
  repeat,
} from '../brush.ts';
import { ink } from '../ink.ts';
import { cuts, stars } from '../texture.ts';
import { boots } from '../things/boots.ts';

/** The bay at evening with the tide out, and a lit reading room at the end of the pier. */
export function farEndOfThePier(): string {
  const pool = (x: number, y: number, rx: number, ry: number): string => {
    const d = smooth(
      Array.from({ length: 12 }, (_, i): Point => {
        const turn = (i / 12) * Math.PI * 2;
        const bend = 1 + 0.16 * Math.sin(turn * 2 + x) + 0.08 * Math.sin(turn * 3 + y);
        return [x + Math.cos(turn) * rx * bend, y + Math.sin(turn) * ry * bend];
      }),
      true,
    );
    return [
      shape(d, ink.shallow),
      within(
        d,
        cuts(
          { x: x - rx, y: y - ry, width: rx * 2, height: ry * 2 },
          { ink: ink.paper, count: 20, length: [30, 130], thick: 4, seed: x },
        ),
        cuts(
          { x: x - rx, y: y - ry, width: rx * 2, height: ry * 2 },
          { ink: ink.lamp, count: 22, length: [30, 130], thick: 4, seed: y },
        ),
      ),
      stroke(d, ink.night, 3, 'opacity=".5"'),
    ].join('');
  };
  return [
    shape(box(0, 0, 1200, 750), ink.sea),
    shade(box(0, 0, 1200, 150), ink.night, { ...fade.top, density: [1, 0] }),
    stars({ x: 0, y: 0, width: 1200, height: 130 }, 34, ink.paper, 4),
    shape(
      'M-10 170C200 150 330 190 560 168C800 146 980 190 1210 160L1210 420L-10 420z',
      ink.shallow,
    ),
    shape('M-10 236C180 250 380 220 600 240C820 258 1000 226 1210 244L1210 420L-10 420z', ink.mist),
    shape('M-10 296C240 280 420 310 640 294C860 280 1010 306 1210 296L1210 420L-10 420z', ink.sand),
    shape('M-10 346C200 336 420 352 640 342C860 334 1020 350 1210 344L1210 420L-10 420z', ink.lamp),
    disc([330, 366], 92, ink.brick),
    cuts(
      { x: 140, y: 280, width: 380, height: 90 },
      { ink: ink.lamp, count: 18, length: [120, 320], thick: 6, seed: 6 },
    ),
    cuts(
      { x: 0, y: 180, width: 1200, height: 120 },
      { ink: ink.paper, count: 20, length: [140, 380], thick: 8, seed: 16 },
    ),
    headland(),
    shape(box(-10, 384, 1220, 50), ink.sea),
    cuts(
      { x: 190, y: 388, width: 280, height: 40 },
      { ink: ink.lamp, count: 46, length: [20, 90], thick: 4, seed: 7 },
    ),
    // The floor of the bay.
    shape('M-10 430C240 418 460 440 700 426C900 416 1060 430 1210 422L1210 770L-10 770z', ink.clay),
    shape('M-10 470C140 448 420 470 620 458C860 446 1000 490 1210 470L1210 770L-10 770z', ink.sand),
    cuts(
      { x: 0, y: 470, width: 1200, height: 280 },
      {
        ink: ink.clay,
        count: 110,
        length: [40, 140],
        thick: 3,
        seed: 18,
        keep: (_, down) => 0.4 + down * 0.5,
      },
    ),
    pool(210, 540, 170, 24),
    pool(560, 500, 110, 13),
    pool(420, 660, 260, 44),
    pool(860, 600, 150, 24),
    pier(),
    // Boots, and where they have been.
    ...[
      [96, 722],
      [140, 690],
      [108, 660],
      [150, 632],
      [122, 606],
    ].map(([x = 0, y = 0], i) => shape(oval([x, y], 12 - i * 1.6, 6 - i * 0.9), ink.clay)),
    shape(oval([810, 710], 110, 9), ink.clay),
    boots(760, 706, 0.72),
  ].join('');
}

function headland(): string {
  return [
    shape('M-10 400L-10 340C40 330 70 344 110 352C150 360 180 388 220 400z', ink.night),
    shape('M60 346L66 268L82 268L90 350z', ink.paper),
    shape(box(62, 290, 24, 18), ink.brick),
    shape(box(65, 254, 18, 14), ink.lamp),
    shape('M60 256L74 238L88 256z', ink.night),
    glow(oval([74, 260], 46), ink.paper, 0.7),
  ].join('');
}

function pier(): string {
  const deck = (x: number): number => 372 - (x - 600) * 0.07;
  return [
    repeat(8, (i) => {
      const x = 640 + i * 78;
      const foot = 470 + (i + 1) ** 1.7 * 5.4;
      const wide = 8 + i * 2;
      return (
        shape(
          poly([
            [x, deck(x)],
            [x + wide, deck(x)],
            [x + wide + 2, foot],
            [x - 2, foot],
          ]),
          ink.night,
        ) +
        shape(
          poly([
            [x - 26 - i * 2, foot + 2],
            [x + wide + 2, foot - 3],
            [x + wide + 2, foot + 5],
          ]),
          ink.clay,
        )
      );
    }),
    ...[0, 1, 2, 3, 4, 5, 6].map((i) =>
      stroke(
        `M${644 + i * 78} ${deck(640 + i * 78) + 18}L${722 + i * 78} ${440 + (i + 1) ** 1.7 * 3.4}`,
        ink.night,
        4 + i * 0.6,
      ),
    ),
    shape(
      poly([
        [596, 366],
        [1220, 310],
        [1220, 352],
        [596, 384],
      ]),
      ink.night,
    ),
    shape(
      poly([
        [596, 366],
        [1220, 310],
        [1220, 320],
        [596, 372],
      ]),
      ink.sand,
    ),
    // The railing, and lamps that have just been lit.
    stroke(`M740 330L1220 268`, ink.night, 5),
    repeat(9, (i) =>
      stroke(`M${760 + i * 54} ${deck(760 + i * 54) - 22}v${-26 - i * 3}`, ink.night, 4),
    ),
    ...[800, 950, 1110].map(
      (x, i) =>
        stroke(`M${x} ${deck(x) - 20}v${-96 - i * 18}`, ink.night, 6 + i) +
        glow(oval([x, deck(x) - 124 - i * 18], 54 + i * 10), ink.paper, 0.8) +
        disc([x, deck(x) - 124 - i * 18], 10 + i * 2, ink.lamp),
    ),
    // The reading room at the end of it.
    shape('M600 368L600 262L724 262L724 358z', ink.brick),
    shade('M600 368L600 262L724 262L724 358z', ink.night, { ...fade.right, density: [0.9, 0] }),
    shape('M582 266L622 204L702 204L742 266z', ink.night),
    shape('M646 204L662 172L678 204z', ink.night),
    stroke('M662 174V140M662 142L690 150L662 158', ink.night, 4),
    shape(`${box(616, 284, 34, 42)}${box(668, 284, 34, 42)}`, ink.lamp),
    stroke('M633 284v42M616 304h34M685 284v42M668 304h34', ink.night, 3.5),
    cuts(
      { x: 604, y: 388, width: 120, height: 44 },
      { ink: ink.lamp, count: 20, length: [16, 60], thick: 4, seed: 9 },
    ),
  ].join('');
}
