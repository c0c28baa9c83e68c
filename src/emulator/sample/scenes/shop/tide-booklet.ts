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
  within,
  repeat,
} from '../brush.ts';
import { ink } from '../ink.ts';

/** The tide booklet with its long sheet unfolded. */
export function tideBooklet(): string {
  return [
    shape(box(0, 0, 1200, 750), ink.sand),
    shade(box(560, 480, 640, 270), ink.clay, { from: [1, 1], to: [0.5, 0.2], density: [0.8, 0] }),
    // The long sheet, unfolded behind.
    ...[0, 1, 2, 3].map((i) => {
      const x = 560 + i * 150;
      const d = poly([
        [x, 150 + (i % 2) * 36],
        [x + 150, 186 - (i % 2) * 36],
        [x + 150, 506 - (i % 2) * 36],
        [x, 470 + (i % 2) * 36],
      ]);
      return (
        shape(d, i % 2 ? ink.mist : ink.paper) +
        (i % 2 ? shade(d, ink.shallow, { ...fade.left, density: [0.9, 0] }) : '')
      );
    }),
    ...[
      [640, 300, 58],
      [790, 330, 44],
      [930, 300, 34],
      [1080, 330, 26],
    ].map(
      ([x = 0, y = 0, r = 0]) =>
        stroke(oval([x, y], r), ink.sea, 8) +
        repeat(6, (i) =>
          group(`translate(${x} ${y}) rotate(${i * 60 + r})`, stroke(`M0 0V${-r}`, ink.sea, 4)),
        ) +
        disc([x, y], 8, ink.brick),
    ),
    stroke(
      smooth(
        Array.from({ length: 30 }, (_, i): Point => [
          566 + i * 20,
          434 - Math.sin(i * 0.9) * (10 + 9 * Math.cos(i * 0.22)) - (i % 2 ? 2 : 0),
        ]),
      ),
      ink.night,
      5,
    ),
    group(
      'rotate(-7 360 400)',
      shape(box(206, 106, 380, 560), ink.night, 0.4),
      shape(box(190, 90, 380, 560), ink.sea),
      shade(box(190, 90, 380, 560), ink.night, { from: [0, 1], to: [0.3, 0.6], density: [0.9, 0] }),
      within(
        box(190, 90, 380, 560),
        ...[0, 1, 2].map((i) =>
          stroke(
            smooth(
              Array.from({ length: 13 }, (_, n): Point => [
                170 + n * 36,
                400 + i * 62 + Math.sin(n * 1.05 + i) * (46 - i * 10),
              ]),
            ),
            [ink.paper, ink.shallow, ink.lamp][i] ?? ink.paper,
            14 - i * 2,
          ),
        ),
      ),
      shape(box(232, 150, 260, 24) + box(232, 188, 200, 24) + box(232, 226, 120, 24), ink.paper),
      shape(box(232, 284, 70, 8), ink.lamp),
      shape(box(190, 90, 16, 560), ink.night),
      stroke('M198 180V300M198 340V460', ink.brick, 4, 'stroke-dasharray="16 12"'),
      stroke('M198 470C176 500 214 520 190 560', ink.brick, 4),
    ),
  ].join('');
}
