import {
  type Point,
  shape,
  stroke,
  disc,
  box,
  oval,
  poly,
  fade,
  shade,
  glow,
  within,
} from '../brush.ts';
import { ink } from '../ink.ts';
import { cuts, stars } from '../texture.ts';

/** The headland when the beam comes round; the shop's print shows it too. */
export function lighthouseAtNight(): string {
  const lamp: Point = [812, 246];
  return [
    shape(box(0, 0, 1200, 750), ink.night),
    shade(box(0, 330, 1200, 180), ink.sea, { ...fade.bottom, density: [0.85, 0] }),
    stars({ x: 0, y: 0, width: 1200, height: 380 }, 90, ink.mist),
    // Three spokes of one wheel: two that pass, one that is coming.
    shape(poly([lamp, [-80, 30], [-80, 250]]), ink.lamp),
    shape(poly([lamp, [1280, 300], [1280, 400]]), ink.lamp, 0.55),
    shape(poly([lamp, [560, -60], [700, -60]]), ink.lamp, 0.3),
    shade(poly([lamp, [-80, 30], [-80, 250]]), ink.night, {
      from: [0, 0],
      to: [0.55, 0],
      density: [0.85, 0],
    }),
    glow(oval(lamp, 180), ink.lamp, 0.75),
    // The sea.
    shape(box(0, 500, 1200, 250), ink.sea),
    cuts(
      { x: 0, y: 504, width: 1200, height: 246 },
      {
        ink: ink.night,
        count: 190,
        length: [50, 170],
        thick: 5,
        seed: 21,
        keep: (_, down) => 0.3 + down * 0.7,
      },
    ),
    cuts(
      { x: 60, y: 510, width: 520, height: 160 },
      {
        ink: ink.lamp,
        count: 90,
        length: [20, 100],
        thick: 3.2,
        seed: 22,
        keep: (across, down) => (1 - down) * (1 - Math.abs(across - 0.5)),
      },
    ),
    // The land.
    shape(
      'M560 750C590 660 610 640 640 606C654 572 690 566 704 540C726 514 760 520 790 508L850 506C900 512 930 548 980 556C1050 566 1120 548 1200 560L1200 750z',
      ink.night,
    ),
    cuts(
      { x: 640, y: 540, width: 560, height: 210 },
      {
        ink: ink.sea,
        count: 90,
        length: [16, 60],
        thick: 3,
        seed: 27,
        angle: (across) => 60 - across * 80,
        keep: (across) => 0.8 - across * 0.5,
      },
    ),
    tower(lamp),
    cottage(),
  ].join('');
}

function tower([x, y]: Point): string {
  const body = poly([
    [x - 34, y + 40],
    [x + 34, y + 40],
    [x + 50, y + 270],
    [x - 50, y + 270],
  ]);
  return [
    shape(body, ink.paper),
    within(
      body,
      shape(box(x - 60, y + 96, 120, 60), ink.brick),
      shape(box(x - 60, y + 210, 120, 62), ink.brick),
    ),
    shade(body, ink.night, { ...fade.right, density: [0.95, 0.05] }),
    shape(`${box(x - 6, y + 176, 12, 22)}${box(x - 6, y + 64, 12, 20)}`, ink.night),
    shape(box(x - 48, y + 28, 96, 14), ink.night),
    stroke(`M${x - 46} ${y + 28}v-24M${x + 46} ${y + 28}v-24M${x - 48} ${y + 6}h96`, ink.night, 4),
    shape(box(x - 26, y - 22, 52, 52), ink.lamp),
    disc([x, y + 4], 15, ink.paper),
    stroke(
      `M${x - 26} ${y - 22}v52M${x - 9} ${y - 22}v52M${x + 9} ${y - 22}v52M${x + 26} ${y - 22}v52`,
      ink.night,
      3.5,
    ),
    shape(
      `M${x - 34} ${y - 20}C${x - 24} ${y - 56} ${x + 24} ${y - 56} ${x + 34} ${y - 20}z`,
      ink.brick,
    ),
    stroke(`M${x} ${y - 48}v-26`, ink.night, 4),
  ].join('');
}

function cottage(): string {
  return [
    shape('M890 540L890 500L930 470L1010 470L1040 500L1040 556z', ink.sea),
    shape('M880 504L928 464L1014 464L1052 504z', ink.brick),
    shape(box(984, 446, 18, 30), ink.night),
    shape(`${box(918, 516, 20, 20)}${box(982, 518, 20, 20)}`, ink.lamp),
  ].join('');
}
