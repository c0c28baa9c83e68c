import { shape, stroke, disc, box, smooth, fade, shade, group, repeat, dice } from '../brush.ts';
import { ink } from '../ink.ts';
import { lens, ridge } from '../texture.ts';

/** A wall without mortar, course by course, with a wren on it. */
export function dryWall(): string {
  const random = dice(77);
  const stones: string[] = [];
  const tones = [ink.sand, ink.mist, ink.shallow, ink.sand, ink.mist, ink.paper];
  let y = 735;
  for (let course = 0; course < 5; course += 1) {
    const height = 66 - course * 5;
    const lean = (735 - y) * 0.05;
    let x = -60 + lean - random() * 70;
    while (x < 1240) {
      const long = height * (1.1 + random() * 1.5);
      stones.push(
        stone(
          { x, y: y - height, width: long, height },
          tones[Math.floor(random() * tones.length)] ?? ink.sand,
          random,
        ),
      );
      x += long + 7;
    }
    y -= height + 6;
  }
  let x = -30;
  while (x < 1240) {
    const thick = 30 + random() * 26;
    const tall = 76 + random() * 28;
    const lean = 10;
    stones.push(
      shape(
        smooth(
          [
            [x, y],
            [x + lean, y - tall],
            [x + lean + thick * 0.5, y - tall - 8],
            [x + lean + thick, y - tall + 6],
            [x + thick, y],
          ],
          true,
        ),
        random() > 0.5 ? ink.mist : ink.sand,
      ),
    );
    x += thick + 6;
  }
  return [
    shape(box(0, 0, 1200, 750), ink.paper),
    disc([250, 150], 66, ink.lamp),
    shape(ridge(190, 60, 760, 6), ink.shallow),
    shape(ridge(262, 34, 760, 16), ink.weed),
    shade(box(0, 300, 1200, 90), ink.night, { ...fade.bottom, density: [0.7, 0] }),
    sheep(330, 262, 1),
    sheep(440, 286, 0.8),
    sheep(1010, 262, 0.9),
    shape(box(0, 372, 1200, 390), ink.night),
    ...stones,
    // What lives in it.
    fern(262, 640, 1),
    fern(932, 540, 0.8),
    wren(724, 276),
  ].join('');
}

function stone(
  area: { x: number; y: number; width: number; height: number },
  tone: typeof ink.sand | typeof ink.mist | typeof ink.shallow | typeof ink.paper,
  random: () => number,
): string {
  const { x, y, width, height } = area;
  const jog = (): number => (random() - 0.5) * height * 0.16;
  const d = smooth(
    [
      [x + 4, y + 6 + jog()],
      [x + width * 0.3, y + 2 + jog() * 0.4],
      [x + width * 0.72, y + 2 + jog() * 0.4],
      [x + width - 4, y + 8 + jog()],
      [x + width - 2, y + height * 0.6 + jog()],
      [x + width - 8, y + height - 4],
      [x + width * 0.5, y + height - 1],
      [x + 8, y + height - 4],
      [x + 1, y + height * 0.5 + jog()],
    ],
    true,
  );
  return (
    shape(d, tone) +
    (random() > 0.62
      ? shade(d, random() > 0.5 ? ink.sea : ink.clay, { ...fade.bottom, density: [0.75, 0] })
      : '')
  );
}

function sheep(x: number, y: number, size: number): string {
  return group(
    `translate(${x} ${y}) scale(${size})`,
    stroke('M-18 8v22M-4 10v22M12 10v22M24 8v20', ink.night, 5),
    shape('M-34 -4C-38 -24 -14 -30 -2 -26C14 -34 40 -22 36 -2C34 18 -28 20 -34 -4z', ink.paper),
    shape('M30 -18C42 -26 58 -16 54 -4C48 6 34 2 30 -18z', ink.night),
  );
}

function fern(x: number, y: number, size: number): string {
  return group(
    `translate(${x} ${y}) scale(${size})`,
    [-70, -40, -8, 26, 58]
      .map((turn) =>
        group(
          `rotate(${turn})`,
          stroke('M0 0C4 -40 2 -60 0 -84', ink.weed, 4),
          shape(
            repeat(
              7,
              (i) =>
                lens([11 - i, -14 - i * 10], 24 - i * 2, 6, -28) +
                lens([-11 + i, -14 - i * 10], 24 - i * 2, 6, 208),
            ),
            ink.weed,
          ),
        ),
      )
      .join(''),
  );
}

function wren(x: number, y: number): string {
  return group(
    `translate(${x} ${y}) scale(1.25)`,
    stroke('M-4 26L-6 44M8 26L10 44', ink.night, 3.5),
    shape('M-40 -2C-52 -22 -50 -42 -44 -50L-34 -20z', ink.clay),
    shape('M-42 -6C-36 30 22 40 34 6C44 -2 40 -26 22 -26C8 -26 -4 -12 -42 -6z', ink.clay),
    shape('M-14 2C0 24 22 18 28 2C24 22 6 34 -10 24z', ink.sand),
    shape('M36 -12L56 -16L37 -4z', ink.night),
    disc([26, -12], 3, ink.paper),
    stroke('M14 -18C22 -22 30 -20 36 -16', ink.sand, 2.5),
  );
}
