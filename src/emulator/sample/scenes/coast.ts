import {
  box,
  disc,
  fade,
  glow,
  group,
  oval,
  poly,
  repeat,
  shade,
  shape,
  smooth,
  stroke,
  within,
  type Point,
} from './brush.ts';
import { ink } from './ink.ts';
import { type Scene, wide } from './scene.ts';
import { cuts, ridge, stars } from './texture.ts';

/** The articles from the water's edge. */
export const coast: readonly Scene[] = [
  wide('what-low-water-shows', harbourAtLowWater()),
  wide('how-a-tide-table-is-made', tideMachine()),
  wide('a-light-that-counts', lighthouseAtNight()),
  wide('salt-from-a-litre-of-sea', saltGarden()),
  wide('the-lead-and-the-line', sounding()),
  wide('four-knots', threeTurns()),
];

function harbourAtLowWater(): string {
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

function tideMachine(): string {
  const wheels: readonly (readonly [x: number, y: number, r: number, turned: number])[] = [
    [150, 200, 118, 20],
    [372, 330, 84, 130],
    [560, 178, 62, 250],
    [722, 318, 46, 80],
    [868, 186, 34, 320],
  ];
  const curve = Array.from({ length: 101 }, (_, i): Point => {
    const t = i / 100;
    const sway = Math.sin(t * 52 + 1) * (36 + 24 * Math.cos(t * 6.4)) + Math.sin(t * 26) * 5;
    return [40 + t * 1000, 610 - sway];
  });
  const line = smooth(curve);
  return [
    shape(box(0, 0, 1200, 750), ink.night),
    shade(box(0, 0, 1200, 300), ink.sea, { ...fade.top, density: [0.6, 0] }),
    // The paper on its drum.
    shape(box(0, 490, 1200, 232), ink.paper),
    repeat(24, (i) => shape(box(40 + i * 50, 490, 2, 232), ink.shallow)),
    repeat(4, (i) => shape(box(0, 536 + i * 46, 1200, 2), ink.shallow)),
    shape(`${line}L1040 722L40 722z`, ink.shallow),
    shade(`${line}L1040 722L40 722z`, ink.sea, { ...fade.bottom, density: [0.75, 0.05] }),
    stroke(line, ink.night, 7),
    shape(box(0, 712, 1200, 38), ink.clay),
    shape(box(0, 482, 1200, 14), ink.clay),
    ...wheels.map(([x, y, r, turned]) => brassWheel([x, y], r, turned)),
    // One wire, over every peg in turn, and down to the pen.
    stroke(
      'M20 20L34 190C40 60 262 60 266 196C268 250 286 268 288 330C296 440 450 440 456 330C458 280 498 250 500 180C506 100 616 100 622 180C624 250 672 260 676 318C682 376 764 376 768 318C770 250 832 240 836 186C842 144 896 144 902 186L1040 410L1040 500',
      ink.mist,
      3.5,
    ),
    shape('M1024 400L1056 400L1056 540L1040 604L1024 540z', ink.brick),
    shape('M1033 566L1047 566L1040 604z', ink.night),
    disc([1040, 388], 18, ink.lamp),
    stroke('M1040 388L1120 388L1120 0', ink.clay, 14),
  ].join('');
}

function brassWheel([x, y]: Point, r: number, turned: number): string {
  const spokes = Math.max(4, Math.round(r / 18));
  return group(
    `translate(${x} ${y})`,
    stroke(`M0 0L0 -600`, ink.clay, 12),
    stroke(oval([0, 0], r), ink.lamp, r * 0.2),
    shade(oval([0, 0], r * 1.1), ink.clay, {
      from: [0.9, 0.95],
      to: [0.3, 0.2],
      density: [0.85, 0],
    }),
    disc([0, 0], r * 0.9 - 1, ink.night),
    group(
      `rotate(${turned})`,
      repeat(spokes, (i) =>
        group(
          `rotate(${(360 / spokes) * i})`,
          shape(
            poly([
              [-r * 0.05, 0],
              [-r * 0.035, -r * 0.92],
              [r * 0.035, -r * 0.92],
              [r * 0.05, 0],
            ]),
            ink.lamp,
          ),
        ),
      ),
      disc([0, 0], r * 0.22, ink.lamp),
      disc([0, 0], r * 0.09, ink.night),
      disc([0, -r * 0.62], r * 0.13, ink.brick),
    ),
  );
}

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

function saltGarden(): string {
  const rows = [
    {
      y: 190,
      cells: [
        [ink.sea, 0, 320],
        [ink.shallow, 320, 640],
        [ink.mist, 640, 900],
        [ink.shallow, 900, 1200],
      ],
    },
    {
      y: 320,
      cells: [
        [ink.shallow, 0, 230],
        [ink.mist, 230, 520],
        [ink.sand, 520, 860],
        [ink.brick, 860, 1200],
      ],
    },
    {
      y: 480,
      cells: [
        [ink.mist, 0, 330],
        [ink.brick, 330, 700],
        [ink.sand, 700, 1020],
        [ink.clay, 1020, 1200],
      ],
    },
  ] as const;
  const bottoms = [312, 470, 680];
  return [
    shape(box(0, 0, 1200, 750), ink.sand),
    shape(box(0, 0, 1200, 130), ink.paper),
    disc([900, 128], 62, ink.lamp),
    shape('M0 128L1200 128L1200 190L0 190z', ink.sea),
    cuts(
      { x: 0, y: 132, width: 1200, height: 52 },
      { ink: ink.shallow, count: 110, length: [40, 140], thick: 2.8, seed: 3 },
    ),
    cuts(
      { x: 800, y: 132, width: 210, height: 52 },
      { ink: ink.lamp, count: 40, length: [20, 80], thick: 2.8, seed: 4 },
    ),
    // The ponds, wider as they come nearer, and the clay banks between them.
    shape(box(0, 178, 1200, 572), ink.clay),
    ...rows.map(({ y, cells }, row) =>
      cells
        .map(([colour, left, right]) => {
          const bottom = bottoms[row] ?? 0;
          const lean = (x: number, at: number): number =>
            600 + (x - 600) * (0.86 + (at - 190) * 0.00072);
          const gap = 7 + row * 4;
          const pond = poly([
            [lean(left, y) + gap, y],
            [lean(right, y) - gap, y],
            [lean(right, bottom) - gap, bottom - gap],
            [lean(left, bottom) + gap, bottom - gap],
          ]);
          return [
            shape(pond, colour),
            within(
              pond,
              cuts(
                { x: lean(left, y), y, width: right - left, height: bottom - y },
                {
                  ink: ink.paper,
                  count: 18 + row * 6,
                  length: [30, 130],
                  thick: 2.4 + row,
                  seed: left + row,
                  keep: (_, down) => 0.9 - down * 0.6,
                },
              ),
            ),
            shade(pond, ink.night, { from: [0, 0], to: [0, 0.3], density: [0.5, 0] }),
          ].join('');
        })
        .join(''),
    ),
    ...[
      [150, 690, 1],
      [400, 706, 1.25],
      [690, 700, 1.1],
      [960, 712, 1.4],
      [430, 466, 0.6],
      [600, 470, 0.7],
      [830, 466, 0.55],
    ].map(([x = 0, y = 0, size = 1]) => saltHeap(x, y, size)),
  ].join('');
}

function saltHeap(x: number, y: number, size: number): string {
  return group(
    `translate(${x} ${y}) scale(${size})`,
    shape(oval([44, 6], 100, 13), ink.night, 0.75),
    shape('M-74 8C-40 -20 -22 -96 0 -100C22 -96 44 -20 78 8C40 22 -40 22 -74 8z', ink.paper),
    shade('M0 -100C22 -96 44 -20 78 8C40 22 20 18 12 14C24 -20 10 -70 0 -100z', ink.sea, {
      ...fade.right,
      density: [0.9, 0.2],
    }),
  );
}

function sounding(): string {
  const floor: Point[] = [
    [-40, 560],
    [90, 590],
    [230, 650],
    [380, 640],
    [520, 676],
    [640, 664],
    [760, 700],
    [880, 640],
    [960, 520],
    [1010, 430],
    [1060, 410],
    [1130, 470],
    [1240, 500],
  ];
  const bed = `${smooth(floor)}L1240 760L-40 760z`;
  return [
    shape(box(0, 0, 1200, 200), ink.paper),
    shape(box(0, 0, 1200, 60), ink.mist),
    shade(box(0, 60, 1200, 90), ink.mist, { ...fade.top, density: [0.9, 0] }),
    shape(box(0, 186, 1200, 564), ink.shallow),
    shape('M0 300C200 290 420 312 640 300C860 288 1020 310 1200 298L1200 750L0 750z', ink.sea),
    shape('M0 470C240 458 420 486 640 470C860 456 1020 482 1200 470L1200 750L0 750z', ink.night),
    shade('M0 470C240 458 420 486 640 470C860 456 1020 482 1200 470L1200 380L0 380z', ink.night, {
      ...fade.bottom,
      density: [0.7, 0],
    }),
    cuts(
      { x: 0, y: 196, width: 1200, height: 60 },
      { ink: ink.paper, count: 70, length: [40, 120], thick: 3, seed: 14 },
    ),
    shape(bed, ink.sand),
    within(
      bed,
      cuts(
        { x: 0, y: 400, width: 1200, height: 350 },
        { ink: ink.clay, count: 160, length: [14, 50], thick: 3, seed: 16 },
      ),
      shade(box(0, 560, 1200, 190), ink.clay, { ...fade.bottom, density: [0.9, 0] }),
    ),
    // Weed on the rock, and a row of earlier soundings.
    ...[960, 990, 1030, 1064, 1100].map((x, i) =>
      stroke(
        `M${x} ${[516, 462, 420, 412, 440][i]}c-16 -30 18 -44 2 -${70 + i * 8}c-10 -20 8 -30 4 -44`,
        ink.weed,
        9,
      ),
    ),
    ...[110, 250, 390, 530].map((x, i) =>
      stroke(`M${x} 206L${x} ${[584, 642, 632, 668][i]}`, ink.mist, 2.5, 'stroke-dasharray="1 13"'),
    ),
    // The line with its marks, and the lead.
    stroke('M684 150C690 300 690 480 690 640', ink.paper, 4),
    ...[250, 300, 356, 410, 470, 530, 590].map((y, i) =>
      shape(
        `M689 ${y}l30 ${i % 2 ? 12 : -4}l-4 12l-28 ${i % 2 ? 2 : 6}z`,
        [ink.clay, ink.paper, ink.brick][i % 3] ?? ink.paper,
      ),
    ),
    shape('M680 612L702 612L712 690C704 700 678 700 670 690z', ink.mist),
    shade('M680 612L702 612L712 690C704 700 678 700 670 690z', ink.night, fade.right),
    sailingShip(),
  ].join('');
}

function sailingShip(): string {
  return group(
    'translate(600 196)',
    stroke('M-40 -20L-40 -176M44 -20L44 -158', ink.night, 7),
    shape('M-32 -166C20 -150 30 -90 22 -50L-32 -46z', ink.paper),
    shade('M-32 -166C20 -150 30 -90 22 -50L-32 -46z', ink.sand, fade.left),
    shape('M52 -148C90 -136 104 -90 98 -46L52 -42z', ink.brick),
    shape('M-48 -160L-118 -30L-48 -40z', ink.sand),
    shape('M-140 -26L-110 16C-90 30 80 30 104 12L126 -34C90 -18 -90 -14 -140 -26z', ink.night),
    stroke('M-134 -14C-60 0 60 -4 118 -22', ink.lamp, 5),
    stroke('M-140 -26L-186 -44', ink.night, 6),
  );
}

function threeTurns(): string {
  const rope = (d: string, width: number): string =>
    stroke(d, ink.night, width + 8) +
    stroke(d, ink.sand, width) +
    stroke(
      d,
      ink.clay,
      width,
      'stroke-dasharray="3 17" stroke-linecap="butt" opacity=".8"',
    ).replace('stroke-linecap="round"', '');
  const post =
    'M300 750L330 250C250 236 240 130 330 112C420 92 520 92 610 112C700 130 690 236 610 250L640 750z';
  return [
    shape(box(0, 0, 1200, 430), ink.mist),
    shape(ridge(400, 26, 450, 7), ink.shallow),
    shape(box(0, 424, 1200, 326), ink.sea),
    cuts(
      { x: 0, y: 430, width: 1200, height: 220 },
      {
        ink: ink.shallow,
        count: 190,
        length: [40, 150],
        thick: 3.6,
        seed: 33,
        keep: (_, down) => 1 - down * 0.7,
      },
    ),
    shade(box(0, 424, 1200, 326), ink.night, { ...fade.bottom, density: [0.6, 0] }),
    smallBoat(),
    shape('M0 690L1200 640L1200 750L0 750z', ink.clay),
    shape('M0 690L1200 640L1200 656L0 708z', ink.sand),
    rope('M560 470C760 490 900 452 1004 420', 24),
    shape(post, ink.night),
    shade('M300 750L330 250C250 236 240 130 330 112L400 104L420 750z', ink.sea, {
      ...fade.left,
      density: [0.8, 0.05],
    }),
    stroke('M282 170C300 132 420 120 560 128', ink.shallow, 8),
    rope('M312 360C400 402 540 404 622 366', 44),
    rope('M308 424C400 466 548 468 628 430', 44),
    rope('M304 488C400 532 556 532 634 462', 44),
    rope('M312 362C280 380 290 440 306 426', 20).slice(0, 0),
    rope(
      'M330 520C300 590 240 610 180 640C110 676 60 640 90 610C130 576 230 610 250 660C262 700 200 720 120 706',
      40,
    ),
  ].join('');
}

function smallBoat(): string {
  return group(
    'translate(1040 424)',
    shape(
      'M-70 -12C-50 40 -20 46 40 46L130 46C170 30 180 -10 186 -30C110 -8 0 -4 -70 -12z',
      ink.brick,
    ),
    shape(
      'M-58 12C-40 40 -20 46 40 46L130 46C160 34 172 12 180 -6C100 16 10 20 -58 12z',
      ink.night,
    ),
    stroke('M-70 -12C0 -4 110 -8 186 -30', ink.paper, 6),
    shape('M40 -8L40 -70L120 -70L134 -14z', ink.paper),
    shape(`${box(54, -58, 24, 22)}${box(88, -58, 20, 22)}`, ink.night),
    stroke('M66 -70L66 -190', ink.night, 6),
  );
}
