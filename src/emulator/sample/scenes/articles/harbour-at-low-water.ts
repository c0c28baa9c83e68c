// oxlint-disable max-params -- Coordinates and sizes come one by one, as in SVG itself.
import {
  type Point,
  shape,
  stroke,
  disc,
  box,
  oval,
  smooth,
  fade,
  shade,
  group,
  within,
  repeat,
} from '../brush.ts';
import { ink } from '../ink.ts';
import { cuts } from '../texture.ts';

/** A harbour with the water gone: two boats aground, the channel, the banded wall and its ladder. */
export function harbourAtLowWater(): string {
  const channel =
    'M620 342C560 380 760 400 720 440C680 480 420 470 400 540C380 610 700 640 690 750L1010 750C1000 640 640 600 660 540C680 490 860 480 870 430C876 395 700 375 690 342z';
  return [
    shape(box(0, 0, 1200, 345), ink.paper),
    shade(box(0, 0, 1200, 190), ink.shallow, { ...fade.top, density: [0.62, 0] }),
    disc([640, 300], 74, ink.lamp),
    cuts(
      { x: 0, y: 40, width: 1200, height: 190 },
      { ink: ink.mist, count: 46, length: [90, 260], thick: 9, seed: 12 },
    ),
    // The sea, far out, and the sands before it.
    shape(box(0, 318, 1200, 34), ink.sea),
    cuts(
      { x: 520, y: 322, width: 250, height: 24 },
      { ink: ink.lamp, count: 26, length: [20, 80], thick: 2.6, seed: 3 },
    ),
    shape('M0 345C240 336 420 352 640 343C860 334 1000 350 1200 340L1200 750L0 750z', ink.sand),
    cuts(
      { x: 0, y: 370, width: 1200, height: 380 },
      {
        ink: ink.clay,
        count: 190,
        length: [24, 90],
        thick: 2.2,
        seed: 8,
        keep: (_, down) => down * 0.55,
      },
    ),
    shape(channel, ink.shallow),
    within(
      channel,
      cuts(
        { x: 380, y: 345, width: 640, height: 405 },
        {
          ink: ink.paper,
          count: 120,
          length: [30, 110],
          thick: 3,
          seed: 2,
          keep: (_, down) => 0.9 - down * 0.5,
        },
      ),
      cuts(
        { x: 380, y: 345, width: 640, height: 405 },
        { ink: ink.sea, count: 90, length: [30, 120], thick: 3, seed: 6, keep: (_, down) => down },
      ),
      cuts(
        { x: 560, y: 345, width: 240, height: 160 },
        { ink: ink.lamp, count: 40, length: [20, 70], thick: 3, seed: 9 },
      ),
    ),
    boatAground(250, 520, 1.15, 13),
    boatAground(560, 398, 0.42, -12),
    mooring([120, 650], [330, 620]),
    harbourWall(),
  ].join('');
}

function boatAground(x: number, y: number, size: number, lean: number): string {
  return group(
    `translate(${x} ${y}) scale(${size})`,
    shape(oval([0, 66], 190, 16), ink.clay),
    group(
      `rotate(${lean})`,
      stroke('M-18 -20L-18 -300', ink.night, 9),
      stroke('M-18 -292L118 -30M-18 -292L-140 -26', ink.night, 2.5),
      stroke('M-18 -60L96 -76', ink.night, 6),
      shape('M-18 -62C20 -92 60 -84 98 -76L96 -66L-18 -52z', ink.paper),
      shape(
        'M-172 -28C-150 44 -110 66 -30 68L60 68C120 60 160 20 180 -40C120 -24 -100 -16 -172 -28z',
        ink.brick,
      ),
      shape(
        'M-160 6C-140 50 -104 66 -30 68L60 68C112 62 146 32 166 -4C90 16 -90 20 -160 6z',
        ink.night,
      ),
      stroke('M-172 -28C-100 -16 120 -24 180 -40', ink.paper, 7),
      shape('M-90 -24L-80 -66L0 -66L10 -20z', ink.paper),
      shape(`${box(-68, -56, 22, 18)}${box(-34, -56, 22, 18)}`, ink.night),
    ),
  );
}

function mooring(from: Point, to: Point): string {
  const middle: Point = [(from[0] + to[0]) / 2, Math.max(from[1], to[1]) + 24];
  return [
    stroke(smooth([from, middle, to]), ink.night, 5, 'stroke-dasharray="2 11"'),
    disc(from, 20, ink.lamp),
    shade(oval(from, 20), ink.brick, fade.bottom),
  ].join('');
}

function harbourWall(): string {
  const face = 'M886 150L1200 120L1200 750L1010 750C960 560 910 400 886 150z';
  return [
    shape(face, ink.sea),
    within(
      face,
      shape(box(850, 100, 360, 100), ink.mist),
      shape(box(850, 168, 360, 60), ink.lamp),
      shape('M850 214L1200 196L1200 330L850 320z', ink.night),
      shape('M850 300L1200 284L1200 420L850 410z', ink.paper),
      cuts(
        { x: 880, y: 290, width: 320, height: 120 },
        { ink: ink.sea, count: 120, length: [9, 16], thick: 5, seed: 31 },
      ),
      shape(
        'M850 404C930 390 1000 420 1060 402C1120 386 1160 408 1200 396L1200 760L850 760z',
        ink.weed,
      ),
      cuts(
        { x: 880, y: 410, width: 320, height: 220 },
        {
          ink: ink.night,
          count: 80,
          length: [30, 70],
          thick: 6,
          seed: 41,
          angle: (across) => 80 + across * 20,
        },
      ),
      shape(
        'M850 610C930 596 1000 624 1060 610C1120 596 1160 616 1200 606L1200 760L850 760z',
        ink.clay,
      ),
      cuts(
        { x: 900, y: 610, width: 300, height: 150 },
        {
          ink: ink.night,
          count: 90,
          length: [30, 80],
          thick: 7,
          seed: 44,
          angle: (across) => 70 + across * 40,
        },
      ),
      shade(box(886, 100, 110, 650), ink.night, { ...fade.left, density: [0.7, 0] }),
    ),
    shape('M872 132L1200 100L1200 138L878 168z', ink.paper),
    shade('M872 132L1200 100L1200 138L878 168z', ink.sand, fade.bottom),
    // The ladder, and a bollard with its lamp not yet lit.
    stroke(
      'M1064 128C1068 340 1082 560 1104 750M1116 124C1120 340 1134 560 1158 750',
      ink.night,
      8,
    ),
    repeat(15, (i) => stroke(`M${1066 + i * 2.6} ${172 + i * 40}l${52} -4`, ink.night, 7)),
    shape('M950 128L956 84C946 70 996 64 990 80L994 124z', ink.night),
  ].join('');
}
