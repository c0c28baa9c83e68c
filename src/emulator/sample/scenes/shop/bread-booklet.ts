import { shape, stroke, box, oval, fade, shade, group, repeat } from '../brush.ts';
import { ink } from '../ink.ts';
import { cuts, lens } from '../texture.ts';

/** The bread booklet among flour, wheat and a rolling pin. */
export function breadBooklet(): string {
  return [
    shape(box(0, 0, 1200, 750), ink.mist),
    cuts(
      { x: 0, y: 0, width: 1200, height: 750 },
      {
        ink: ink.paper,
        count: 120,
        length: [10, 60],
        thick: 8,
        seed: 5,
        angle: (across) => across * 200,
      },
    ),
    group(
      'rotate(5 480 390)',
      shape(box(306, 86, 400, 590), ink.night, 0.35),
      shape(box(290, 70, 400, 590), ink.sand),
      shade(box(290, 70, 400, 590), ink.clay, { from: [0, 1], to: [0.5, 0.4], density: [0.8, 0] }),
      shape(box(340, 130, 240, 26) + box(340, 172, 160, 26), ink.night),
      shape(box(340, 226, 70, 8), ink.brick),
      shape(
        'M350 520C330 400 420 330 490 330C560 330 650 400 630 520C600 560 380 560 350 520z',
        ink.clay,
      ),
      ...[0, 1, 2].map((i) =>
        shape(lens([430 + i * 62, 430 - (i === 1 ? 12 : 0)], 150, 26, -64), ink.sand),
      ),
      shape(box(290, 70, 14, 590), ink.clay),
      // A thumb was here.
      shape(oval([630, 606], 26, 34), ink.paper, 0.8),
      stroke('M614 606c4 -24 28 -24 32 0M620 616c2 -14 18 -14 20 0', ink.sand, 3),
    ),
    // Rolling out of the picture: a pin, some wheat.
    group(
      'rotate(-32 980 560)',
      shape(box(770, 596, 400, 70), ink.night, 0.25),
      shape(box(760, 576, 380, 74), ink.lamp),
      shade(box(760, 576, 380, 74), ink.clay, { ...fade.bottom, density: [0.9, 0] }),
      shape(box(690, 596, 72, 34) + box(1138, 596, 72, 34), ink.brick),
    ),
    ...[-20, 0, 22].map((turn) =>
      group(
        `translate(150 730) rotate(${turn})`,
        stroke('M0 0C6 -140 -6 -240 0 -420', ink.clay, 6),
        shape(
          repeat(
            7,
            (n) => lens([17, -290 - n * 28], 46, 14, -56) + lens([-17, -290 - n * 28], 46, 14, 236),
          ),
          ink.lamp,
        ),
        stroke('M0 -470L0 -540M-18 -460L-34 -524M18 -460L34 -524', ink.clay, 3),
      ),
    ),
  ].join('');
}
