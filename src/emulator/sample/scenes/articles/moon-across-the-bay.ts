import {
  type Point,
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
} from '../brush.ts';
import { ink } from '../ink.ts';
import { cuts, stars, ridge } from '../texture.ts';

/** Seven evenings of a growing moon at dusk, and a fist held out to measure them. */
export function moonAcrossTheBay(): string {
  const moons = Array.from({ length: 7 }, (_, i) => {
    const t = i / 6;
    // At dusk, facing south: the young moon near the sunset on the right, the full one rising on the left.
    const at: Point = [1090 - t * 980, 372 - Math.sin(Math.PI * (0.1 + t * 0.8)) * 250];
    return { at, lit: 0.1 + t * 0.9 };
  });
  return [
    shape(box(0, 0, 1200, 750), ink.night),
    shade(box(0, 250, 1200, 230), ink.sea, { ...fade.bottom, density: [0.9, 0] }),
    glow(oval([1200, 470], 300, 150), ink.brick, 0.9),
    stars({ x: 0, y: 0, width: 1200, height: 400 }, 100, ink.shallow, 3),
    ...moons.map(({ at, lit }, i) => moon(at, i === 6 ? 66 : 44 + i * 2, lit)),
    shape(ridge(452, 24, 760, 29), ink.sea),
    shape(box(0, 474, 1200, 280), ink.sea),
    shape(ridge(456, 14, 478, 11), ink.night),
    cuts(
      { x: 0, y: 480, width: 1200, height: 270 },
      {
        ink: ink.night,
        count: 170,
        length: [60, 220],
        thick: 6,
        seed: 6,
        keep: (_, down) => 0.35 + down * 0.65,
      },
    ),
    cuts(
      { x: 5, y: 480, width: 210, height: 250 },
      {
        ink: ink.lamp,
        count: 110,
        length: [20, 110],
        thick: 5,
        seed: 16,
        keep: (across) => 1 - Math.abs(across - 0.5) * 1.5,
      },
    ),
    // A hand held out: the fist that is ten degrees.
    fist(),
  ].join('');
}

/** A moon as the north sees it grow, `lit` from 0 to 1, with its dark part faint. */
function moon([x, y]: Point, r: number, lit: number): string {
  const edge = r * (1 - 2 * lit);
  const sweep = edge > 0 ? 0 : 1;
  return [
    disc([x, y], r, ink.sea, 0.8),
    lit > 0.97 ? glow(oval([x, y], r * 1.7), ink.lamp, 0.7) : '',
    shape(
      `M${x} ${y - r}A${r} ${r} 0 0 1 ${x} ${y + r}A${Math.abs(edge)} ${r} 0 0 ${sweep} ${x} ${y - r}z`,
      lit > 0.97 ? ink.lamp : ink.paper,
    ),
    lit > 0.97
      ? within(
          oval([x, y], r),
          disc([x - 20, y - 16], 15, ink.sand),
          disc([x + 18, y + 20], 20, ink.sand),
          disc([x + 22, y - 26], 9, ink.sand),
        )
      : '',
  ].join('');
}

function fist(): string {
  const skin = ink.clay;
  return group(
    'translate(770 600) scale(-.92 .92)',
    shape('M-340 250C-240 190 -160 150 -92 128L-30 178C-110 220 -190 260 -250 320z', ink.brick),
    shape('M-112 140L-60 92L-6 160L-52 198z', ink.paper),
    shape(
      'M-70 110C-96 60 -96 -20 -60 -46C-30 -60 100 -64 118 -40C134 -14 132 70 104 110C80 150 -20 176 -70 110z',
      skin,
    ),
    ...[0, 1, 2, 3].map((i) =>
      shape(
        `M${-52 + i * 42} -34C${-54 + i * 42} -74 ${-14 + i * 42} -76 ${-12 + i * 42} -38L${-14 + i * 42} 26C${-18 + i * 42} 44 ${-46 + i * 42} 44 ${-50 + i * 42} 26z`,
        skin,
      ),
    ),
    ...[1, 2, 3].map((i) => stroke(`M${-53 + i * 42} -46L${-53 + i * 42} 26`, ink.night, 4)),
    shape('M-78 30C-100 20 -96 -8 -72 -4L26 20C48 28 44 58 20 58C-20 60 -60 60 -78 30z', skin),
    stroke('M-70 -2L26 20C48 28 44 58 20 58C-10 60 -44 58 -66 44', ink.night, 4),
    shade(
      'M-70 110C-96 60 -96 -20 -60 -46L118 -40C134 -14 132 70 104 110C80 150 -20 176 -70 110z',
      ink.night,
      { from: [0, 1], to: [0.4, 0.3], density: [0.8, 0] },
    ),
  );
}
