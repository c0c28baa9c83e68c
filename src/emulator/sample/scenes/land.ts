import {
  box,
  dice,
  disc,
  fade,
  group,
  oval,
  poly,
  repeat,
  shade,
  shape,
  smooth,
  stroke,
  type Point,
} from './brush.ts';
import { ink } from './ink.ts';
import { type Scene, wide } from './scene.ts';
import { cuts, lens, ridge } from './texture.ts';

/** The articles about hills, weather and walls. */
export const land: readonly Scene[] = [
  wide('contour-lines-are-a-promise', floodedHill()),
  wide('three-norths', birdsFoot()),
  wide('a-small-guide-to-fog', valleyFog()),
  wide('reading-the-sky-before-tea', skyInOrder()),
  wide('how-a-dry-wall-stands', dryWall()),
  wide('what-a-cable-wants', hangingBridge()),
];

/** A hill as shorelines cut from paper, one laid on another; the shop's print shows it too. */
export function floodedHill(): string {
  const layers = [
    ink.shallow,
    ink.mist,
    ink.weed,
    ink.weed,
    ink.sand,
    ink.sand,
    ink.paper,
    ink.paper,
  ];
  const shore = (level: number, middle: Point, size: number, seed: number): string => {
    const random = dice(seed);
    const waves = Array.from({ length: 5 }, (_, n) => ({
      n: n + 2,
      a: (0.16 / (n * 0.7 + 1)) * (random() + 0.4),
      p: random() * 6.3,
    }));
    const points = Array.from({ length: 40 }, (_, i): Point => {
      const turn = (i / 40) * Math.PI * 2;
      const bend = waves.reduce(
        (sum, { n, a, p }) => sum + a * Math.sin(n * turn + p + level * 0.16),
        0,
      );
      const r = size * (1 + bend);
      return [middle[0] + Math.cos(turn) * r * 1.45, middle[1] + Math.sin(turn) * r];
    });
    return smooth(points, true);
  };
  const paperCut = (d: string, colour: (typeof layers)[number], line: boolean): string =>
    group('translate(7 12)', shape(d, ink.night, 0.28)) +
    shape(d, colour) +
    (line ? stroke(d, ink.clay, 2) : '');
  return [
    shape(box(0, 0, 1200, 750), ink.sea),
    repeat(4, (i) =>
      stroke(shore(0, [560, 390], 470 + i * 46, 11), ink.shallow, 2, `opacity="${0.8 - i * 0.2}"`),
    ),
    ...layers
      .slice(0, 4)
      .map((colour, i) =>
        paperCut(shore(i, [560 + i * 8, 390 - i * 6], 420 - i * 56, 11), colour, i > 0),
      ),
    ...layers
      .slice(4)
      .map((colour, i) =>
        paperCut(shore(i + 4, [470 + i * 6, 372 - i * 6], 176 - i * 38, 23), colour, true),
      ),
    ...layers
      .slice(4, 7)
      .map((colour, i) =>
        paperCut(shore(i + 4, [806 - i * 4, 372 + i * 8], 104 - i * 30, 37), colour, true),
      ),
    shape(
      poly([
        [494, 338],
        [516, 374],
        [472, 374],
      ]),
      ink.brick,
    ),
    // A path with a purpose, and where it stops for sandwiches.
    stroke(
      'M130 716C220 640 300 640 340 570C372 516 380 470 452 452C560 430 620 452 690 420C740 398 760 392 790 384',
      ink.brick,
      6,
      'stroke-dasharray="1 17"',
    ),
    disc([798, 382], 11, ink.brick),
  ].join('');
}

function birdsFoot(): string {
  const heart: Point = [600, 640];
  const ray = (
    degrees: number,
    length: number,
    colour: typeof ink.night | typeof ink.brick | typeof ink.lamp,
  ): string =>
    group(
      `translate(${heart[0]} ${heart[1]}) rotate(${degrees})`,
      stroke(`M0 0L0 ${-length}`, colour, 9),
    );
  const at = (degrees: number, length: number): Point => [
    heart[0] + Math.sin((degrees * Math.PI) / 180) * length,
    heart[1] - Math.cos((degrees * Math.PI) / 180) * length,
  ];
  const [starX, starY] = at(-13, 512);
  const [needleX, needleY] = at(16, 500);
  const [gridX, gridY] = at(2, 520);
  return [
    shape(box(0, 0, 1200, 750), ink.sand),
    ...[0, 1, 2, 3, 4, 5].map((i) =>
      stroke(
        `M-20 ${150 + i * 96}C260 ${60 + i * 110} 420 ${230 + i * 84} 700 ${120 + i * 100}C900 ${50 + i * 112} 1040 ${150 + i * 92} 1220 ${90 + i * 104}`,
        ink.clay,
        2.4,
        'opacity=".55"',
      ),
    ),
    repeat(9, (i) => shape(box(30 + i * 150, 0, 2.5, 750), ink.shallow)),
    repeat(5, (i) => shape(box(0, 70 + i * 150, 1200, 2.5), ink.shallow)),
    shape('M-10 560C120 520 170 610 300 600C420 590 420 690 520 770L-10 770z', ink.shallow),
    cuts(
      { x: 0, y: 590, width: 400, height: 150 },
      {
        ink: ink.paper,
        count: 34,
        length: [30, 80],
        thick: 3.4,
        seed: 3,
        keep: (across) => 1 - across,
      },
    ),
    shape(
      'M930 540C1000 500 1110 520 1220 480L1220 770L980 770C900 700 880 590 930 540z',
      ink.weed,
    ),
    ...Array.from({ length: 15 }, (_, i) =>
      group(
        `translate(${960 + (i % 5) * 56 + (i % 2) * 16} ${588 + Math.floor(i / 5) * 62})`,
        shape('M0 -30L20 16L-20 16z', ink.night),
      ),
    ),
    // The compass, lying where the three lines meet.
    group('translate(8 12)', shape(oval(heart, 214), ink.night, 0.3)),
    disc(heart, 214, ink.night),
    disc(heart, 190, ink.paper),
    shade(oval(heart, 190), ink.shallow, { from: [0.9, 0.9], to: [0.4, 0.4], density: [0.8, 0] }),
    repeat(72, (i) =>
      group(
        `translate(${heart[0]} ${heart[1]}) rotate(${i * 5})`,
        shape(box(-1.5, -186, 3, i % 6 ? 14 : 30), ink.night),
      ),
    ),
    ray(-13, 480, ink.night),
    ray(2, 480, ink.sea as typeof ink.night),
    ray(16, 470, ink.brick),
    group(
      `translate(${starX} ${starY}) scale(1.5)`,
      shape(
        poly(
          Array.from({ length: 10 }, (_, i): Point => [
            Math.sin((i * Math.PI) / 5) * (i % 2 ? 12 : 29),
            -Math.cos((i * Math.PI) / 5) * (i % 2 ? 12 : 29),
          ]),
        ),
        ink.night,
      ),
    ),
    group(
      `translate(${needleX} ${needleY}) rotate(16)`,
      shape('M0 -46L26 16L0 2L-26 16z', ink.brick),
    ),
    group(
      `translate(${gridX} ${gridY})`,
      shape(box(-28, -34, 56, 56), ink.sea),
      stroke('M-28 -6H28M0 -34V22', ink.paper, 4),
    ),
    // The needle itself.
    group(
      `translate(${heart[0]} ${heart[1]}) rotate(16)`,
      shape('M0 -168L24 0L-24 0z', ink.brick),
      shape('M0 168L24 0L-24 0z', ink.sea),
      shade('M0 -168L24 0L0 0z', ink.night, { from: [1, 1], to: [0, 0], density: [0.7, 0] }),
    ),
    disc(heart, 16, ink.lamp),
    disc(heart, 6, ink.night),
  ].join('');
}

function valleyFog(): string {
  const bank = (y: number, seed: number, colour: typeof ink.mist | typeof ink.paper): string =>
    shape(ridge(y, 16, y + 150, seed), colour, 0.9);
  const trees = (
    y: number,
    count: number,
    size: number,
    colour: typeof ink.sea | typeof ink.night | typeof ink.shallow,
    seed: number,
  ): string => {
    const random = dice(seed);
    return repeat(count, () => {
      const [x, s, up] = [
        random() * 1240 - 20,
        size * (0.6 + random() * 0.7),
        y + (random() - 0.5) * 26,
      ];
      return shape(
        `M${x} ${up - s}C${x + s * 0.1} ${up - s * 0.5} ${x + s * 0.34} ${up} ${x + s * 0.3} ${up + 150}L${x - s * 0.3} ${up + 60}C${x - s * 0.34} ${up} ${x - s * 0.1} ${up - s * 0.5} ${x} ${up - s}z`,
        colour,
      );
    });
  };
  return [
    shape(box(0, 0, 1200, 750), ink.paper),
    disc([830, 190], 84, ink.lamp),
    cuts(
      { x: 640, y: 150, width: 400, height: 110 },
      { ink: ink.paper, count: 16, length: [120, 320], thick: 8, seed: 6 },
    ),
    shape(ridge(300, 46, 760, 3), ink.mist),
    shape(ridge(372, 40, 760, 9), ink.shallow),
    trees(390, 26, 60, ink.shallow, 4),
    bank(420, 12, ink.mist),
    // A church and two roofs, like piers.
    shape('M318 470L318 318L338 268L358 318L358 380L452 380L470 410L470 470z', ink.sea),
    shape('M300 320L338 232L376 320z', ink.night),
    shape('M352 386L372 352L462 352L486 392z', ink.night),
    shape(box(330, 340, 14, 24), ink.lamp),
    trees(488, 22, 110, ink.sea, 8),
    bank(510, 5, ink.paper),
    cuts(
      { x: 0, y: 500, width: 1200, height: 90 },
      { ink: ink.mist, count: 40, length: [120, 360], thick: 7, seed: 17 },
    ),
    trees(620, 13, 190, ink.night, 21),
    shape(ridge(700, 18, 770, 14), ink.night),
    cuts(
      { x: 0, y: 560, width: 1200, height: 90 },
      { ink: ink.mist, count: 22, length: [160, 420], thick: 10, seed: 27 },
    ),
    // A web on the gate, with its drops.
    stroke(
      'M60 750L60 470M250 750L250 480M40 520L270 530M40 620L270 630M60 720L250 530',
      ink.clay,
      13,
    ),
    repeat(4, (i) =>
      stroke(oval([155, 574], 12 + i * 11, 10 + i * 9), ink.paper, 1.8, 'stroke-dasharray="1 5"'),
    ),
    repeat(8, (i) =>
      group(`translate(155 574) rotate(${i * 45 + 12})`, shape(box(0, -0.8, 48, 1.6), ink.paper)),
    ),
  ].join('');
}

function skyInOrder(): string {
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

function dryWall(): string {
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

function hangingBridge(): string {
  const towers = [300, 900];
  const sag = (x: number): number => 150 + 300 * (1 - ((x - 600) / 300) ** 2);
  const line = Array.from({ length: 25 }, (_, i): Point => [300 + i * 25, sag(300 + i * 25)]);
  return [
    shape(box(0, 0, 1200, 750), ink.brick),
    disc([600, 430], 216, ink.lamp),
    shade(box(0, 0, 1200, 330), ink.clay, { ...fade.top, density: [0.85, 0] }),
    cuts(
      { x: 0, y: 330, width: 1200, height: 170 },
      { ink: ink.sand, count: 40, length: [120, 380], thick: 5, seed: 4 },
    ),
    shape(ridge(500, 34, 770, 19), ink.clay),
    shape(box(0, 556, 1200, 200), ink.sea),
    cuts(
      { x: 0, y: 560, width: 1200, height: 190 },
      {
        ink: ink.night,
        count: 150,
        length: [50, 190],
        thick: 5,
        seed: 7,
        keep: (_, down) => 0.3 + down,
      },
    ),
    cuts(
      { x: 400, y: 558, width: 400, height: 170 },
      {
        ink: ink.lamp,
        count: 90,
        length: [30, 150],
        thick: 4,
        seed: 8,
        keep: (across) => 1 - Math.abs(across - 0.5) * 1.6,
      },
    ),
    // Cables, hangers, deck.
    stroke(smooth(line), ink.night, 11),
    stroke('M300 150C220 290 120 390 -20 452M900 150C980 290 1080 390 1220 452', ink.night, 11),
    repeat(23, (i) => {
      const x = 325 + i * 25;
      return stroke(`M${x} ${sag(x)}L${x} 476`, ink.night, 2.6);
    }),
    repeat(11, (i) => {
      const t = (i + 1) / 12;
      const y = 150 + 326 * t ** 0.82;
      return stroke(`M${300 - t * 300} ${y}V476M${900 + t * 300} ${y}V476`, ink.night, 2.6);
    }),
    shape('M-10 474C300 462 900 462 1210 474L1210 500C900 488 300 488 -10 500z', ink.night),
    stroke('M-10 474C300 462 900 462 1210 474', ink.sand, 3),
    ...towers.map((x) => bridgeTower(x)),
    lorry(470, 464),
    shape('M-10 452L60 470L80 580L-10 600zM1210 452L1140 470L1120 580L1210 600z', ink.night),
    gulls(),
  ].join('');
}

function bridgeTower(x: number): string {
  return [
    shape(`M${x - 34} 640L${x - 24} 130L${x + 24} 130L${x + 34} 640z`, ink.night),
    shape(
      `M${x - 14} 250L${x + 14} 250L${x + 16} 440L${x - 16} 440zM${x - 12} 168L${x + 12} 168L${x + 13} 226L${x - 13} 226z`,
      ink.clay,
    ),
    shape(`M${x - 32} 130L${x + 32} 130L${x + 26} 112L${x - 26} 112z`, ink.night),
    shape(box(x - 58, 620, 116, 36), ink.night),
    shade(box(x - 30, 130, 26, 500), ink.brick, { ...fade.left, density: [0.8, 0] }),
  ].join('');
}

function lorry(x: number, y: number): string {
  return group(
    `translate(${x} ${y})`,
    shape(box(0, -40, 74, 34), ink.paper),
    shape('M78 -32L98 -32L106 -18L106 -6L78 -6z', ink.sea),
    disc([16, -4], 8, ink.night),
    disc([58, -4], 8, ink.night),
    disc([92, -4], 8, ink.night),
  );
}

function gulls(): string {
  return [
    [150, 190, 1],
    [210, 232, 0.7],
    [1060, 150, 0.9],
    [720, 96, 0.6],
  ]
    .map(([x = 0, y = 0, size = 1]) =>
      group(
        `translate(${x} ${y}) scale(${size})`,
        stroke('M-34 -10C-22 -22 -8 -14 0 0C8 -14 22 -22 34 -10', ink.paper, 6),
      ),
    )
    .join('');
}
