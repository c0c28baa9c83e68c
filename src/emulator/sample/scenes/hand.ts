import {
  box,
  disc,
  fade,
  group,
  oval,
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
import { cuts, lens, stars } from './texture.ts';

/** The articles about things done by hand, or by waiting. */
export const hand: readonly Scene[] = [
  wide('bread-that-waits', doughByTheWindow()),
  wide('a-darn-is-a-small-loom', darn()),
  wide('how-a-seed-knows', undergroundInMarch()),
];

function doughByTheWindow(): string {
  const pane = 'M330 60L870 60L870 500L330 500z';
  return [
    shape(box(0, 0, 1200, 750), ink.clay),
    shade(box(0, 0, 260, 560), ink.night, { ...fade.left, density: [0.85, 0] }),
    shade(box(940, 0, 260, 560), ink.night, { ...fade.right, density: [0.85, 0] }),
    shape(pane, ink.night),
    within(
      pane,
      stars({ x: 330, y: 60, width: 540, height: 300 }, 46, ink.mist, 9),
      disc([742, 170], 58, ink.lamp),
      disc([716, 156], 50, ink.night),
      shape('M330 420C430 360 500 440 600 400C700 360 800 430 880 390L880 510L330 510z', ink.sea),
      shape('M420 500L420 410L470 372L520 410L520 500z', ink.night),
      shape(box(456, 428, 18, 20), ink.lamp),
    ),
    stroke('M330 60H870V500H330zM600 60V500M330 270H870', ink.sand, 20),
    stroke('M330 60H870V500H330zM600 60V500M330 270H870', ink.paper, 8),
    // A curtain on either side.
    shape('M270 20C340 120 330 320 252 480L190 470L190 20z', ink.brick),
    shape('M930 20C860 120 870 320 948 480L1010 470L1010 20z', ink.brick),
    ...[214, 244].map((x) =>
      stroke(`M${x} 30C${x + 30} 160 ${x + 30} 320 ${x - 4} 466`, ink.clay, 4),
    ),
    ...[986, 956].map((x) =>
      stroke(`M${x} 30C${x - 30} 160 ${x - 30} 320 ${x + 4} 466`, ink.clay, 4),
    ),
    stroke('M160 26H1040', ink.night, 12),
    // The sill.
    shape(box(-10, 560, 1220, 200), ink.sand),
    shape(box(-10, 560, 1220, 22), ink.paper),
    cuts(
      { x: 0, y: 590, width: 1200, height: 160 },
      { ink: ink.clay, count: 60, length: [80, 300], thick: 3, seed: 4 },
    ),
    bowlUnderCloth(),
    loaf(),
    // Flour, and the scraper that was put down.
    cuts(
      { x: 640, y: 640, width: 400, height: 60 },
      { ink: ink.paper, count: 40, length: [6, 22], thick: 4, seed: 14 },
    ),
    shape('M110 640L220 626L232 690L122 706z', ink.mist),
    shape('M96 628L116 716L134 714L116 624z', ink.night),
  ].join('');
}

function bowlUnderCloth(): string {
  const cloth =
    'M268 470C300 380 540 380 576 470C590 520 596 540 604 566C570 552 556 566 536 556C500 580 470 556 430 572C390 556 350 580 316 558C296 568 270 552 240 566C250 540 256 510 268 470z';
  return [
    shape(oval([420, 676], 230, 18), ink.clay),
    shape('M252 490L592 490C588 600 530 674 420 674C314 674 256 600 252 490z', ink.mist),
    shade('M252 490L592 490C588 600 530 674 420 674z', ink.sea, {
      ...fade.right,
      density: [0.9, 0],
    }),
    stroke('M280 600C320 616 520 616 562 598', ink.sea, 7),
    shape(cloth, ink.paper),
    within(
      cloth,
      ...[0, 1, 2, 3, 4, 5].map((i) =>
        stroke(
          `M${270 + i * 64} 580C${290 + i * 52} 500 ${330 + i * 36} 430 ${360 + i * 26} 380`,
          ink.brick,
          8,
        ),
      ),
      stroke('M230 530C340 496 500 496 620 530', ink.brick, 6),
    ),
    shade(cloth, ink.shallow, { ...fade.right, density: [0.7, 0] }),
  ].join('');
}

function loaf(): string {
  const crust =
    'M680 662C640 560 740 486 850 486C970 486 1060 556 1024 660C1000 684 706 686 680 662z';
  return [
    shape(oval([852, 676], 210, 16), ink.clay),
    shape(crust, ink.lamp),
    within(
      crust,
      shade(crust, ink.clay, { from: [0.5, 1], to: [0.5, 0.3], density: [1, 0.1] }),
      ...[0, 1, 2, 3].map((i) =>
        shape(lens([760 + i * 62, 560 - Math.abs(i - 1.5) * -8], 120, 22, -62), ink.paper),
      ),
      ...[0, 1, 2, 3].map((i) =>
        stroke(
          `M${728 + i * 62} ${618 - Math.abs(i - 1.5) * -8}c10 -40 30 -80 60 -112`,
          ink.brick,
          4,
        ),
      ),
    ),
    stroke(crust, ink.clay, 6),
  ].join('');
}

function darn(): string {
  const stitch = (x: number, y: number, size: number): string =>
    `M${x} ${y}c${-size * 0.44} ${-size * 0.3} ${-size * 0.5} ${-size * 0.8} ${-size * 0.36} ${-size}c${size * 0.3} ${size * 0.2} ${size * 0.4} ${size * 0.5} ${size * 0.36} ${size}z` +
    `M${x} ${y}c${size * 0.44} ${-size * 0.3} ${size * 0.5} ${-size * 0.8} ${size * 0.36} ${-size}c${-size * 0.3} ${size * 0.2} ${-size * 0.4} ${size * 0.5} ${-size * 0.36} ${size}z`;
  const size = 104;
  let knit = '';
  let shadow = '';
  for (let row = -1; row < 10; row += 1) {
    for (let column = -1; column < 15; column += 1) {
      const [x, y] = [column * 86, row * 84 + 60];
      const d = stitch(x, y, size);
      if (row % 3 === 0) shadow += d;
      else knit += d;
    }
  }
  const patch = { x: 372, y: 168, cell: 27, across: 16, down: 15 };
  const cells: string[] = [];
  for (let row = 0; row < patch.down; row += 1) {
    for (let column = 0; column < patch.across; column += 1) {
      const [x, y] = [patch.x + column * patch.cell, patch.y + row * patch.cell];
      const over = (row + column) % 2 === 0;
      cells.push(
        over
          ? shape(
              `M${x - 4} ${y + 4}C${x + 6} ${y + 1} ${x + 21} ${y + 1} ${x + 31} ${y + 4}L${x + 31} ${y + 23}C${x + 21} ${y + 26} ${x + 6} ${y + 26} ${x - 4} ${y + 23}z`,
              ink.brick,
            )
          : shape(
              `M${x + 4} ${y - 4}C${x + 1} ${y + 6} ${x + 1} ${y + 21} ${x + 4} ${y + 31}L${x + 23} ${y + 31}C${x + 26} ${y + 21} ${x + 26} ${y + 6} ${x + 23} ${y - 4}z`,
              ink.lamp,
            ),
      );
    }
  }
  const [right, bottom] = [patch.x + patch.across * patch.cell, patch.y + patch.down * patch.cell];
  const loops = repeat(
    8,
    (i) =>
      stroke(`M${patch.x + 14 + i * 54} ${patch.y}v-20c0 -24 27 -24 27 0v20`, ink.lamp, 17) +
      stroke(`M${patch.x + 41 + i * 54} ${bottom}v20c0 24 27 24 27 0v-20`, ink.lamp, 17),
  );
  const sides = repeat(
    7,
    (i) =>
      stroke(`M${right} ${patch.y + 14 + i * 54}h20c24 0 24 27 0 27h-20`, ink.brick, 17) +
      stroke(`M${patch.x} ${patch.y + 41 + i * 54}h-20c-24 0 -24 27 0 27h20`, ink.brick, 17),
  );
  return [
    shape(box(0, 0, 1200, 750), ink.night),
    shape(knit, ink.sea),
    shape(shadow, ink.shallow),
    shape(
      box(patch.x - 6, patch.y - 6, patch.across * patch.cell + 12, patch.down * patch.cell + 12),
      ink.night,
    ),
    loops,
    sides,
    ...cells,
    // The needle on its way back, and what follows it.
    stroke(
      `M${right} ${bottom - 18}C${right + 90} ${bottom - 10} ${right + 80} ${bottom + 70} ${right + 10} ${bottom + 80}C${right - 60} ${bottom + 90} ${right + 60} ${bottom + 150} ${right + 196} ${bottom + 20}`,
      ink.brick,
      15,
    ),
    group(
      `translate(${right + 190} ${bottom + 26}) rotate(-52)`,
      shape('M-6 -9C40 -16 250 -8 300 0C250 8 40 16 -6 9C-16 4 -16 -4 -6 -9z', ink.paper),
      shape('M10 -4H54V4H10z', ink.night),
      shade('M-6 0C40 16 250 8 300 0z', ink.shallow, {
        from: [0, 1],
        to: [0, 0],
        density: [1, 0.3],
      }),
    ),
  ].join('');
}

function undergroundInMarch(): string {
  const top: readonly Point[] = [
    [-20, 300],
    [160, 284],
    [360, 306],
    [560, 280],
    [640, 300],
    [820, 290],
    [1000, 312],
    [1220, 286],
  ];
  const soil = `${smooth(top)}L1220 770L-20 770z`;
  return [
    shape(box(0, 0, 1200, 320), ink.mist),
    disc([920, 150], 76, ink.lamp),
    repeat(12, (i) =>
      group(
        `translate(920 150) rotate(${i * 30 + 8})`,
        shape(lens([0, -128], 64, 9, 90), ink.lamp),
      ),
    ),
    cuts(
      { x: 0, y: 40, width: 760, height: 130 },
      { ink: ink.paper, count: 22, length: [120, 320], thick: 10, seed: 12 },
    ),
    shape(soil, ink.clay),
    within(
      soil,
      shape(
        'M-20 420C200 400 420 450 640 424C860 400 1040 440 1220 420L1220 770L-20 770z',
        ink.night,
      ),
      shade(
        'M-20 340L1220 340L1220 440C1040 456 860 416 640 440C420 466 200 416 -20 436z',
        ink.night,
        { ...fade.bottom, density: [0.9, 0] },
      ),
      cuts(
        { x: 0, y: 300, width: 1200, height: 450 },
        {
          ink: ink.clay,
          count: 130,
          length: [10, 34],
          thick: 7,
          seed: 7,
          keep: (_, down) => down,
          angle: (across) => across * 300,
        },
      ),
      cuts(
        { x: 0, y: 320, width: 1200, height: 110 },
        { ink: ink.sand, count: 46, length: [8, 18], thick: 6, seed: 17 },
      ),
      ...[
        [140, 640, 46],
        [310, 706, 30],
        [1050, 660, 54],
        [860, 716, 34],
        [480, 690, 24],
      ].map(
        ([x = 0, y = 0, r = 0]) =>
          shape(oval([x, y], r * 1.3, r), ink.sea) +
          shade(oval([x, y], r * 1.3, r), ink.night, {
            from: [1, 1],
            to: [0.3, 0.2],
            density: [0.9, 0],
          }),
      ),
    ),
    // One that has made up its mind.
    stroke('M600 470C596 400 622 360 600 296C590 240 602 210 600 168', ink.weed, 15),
    shape('M600 172C520 180 470 140 462 96C540 86 596 120 600 172z', ink.weed),
    shape('M600 172C676 176 728 132 734 84C656 78 606 116 600 172z', ink.weed),
    shade('M600 172C676 176 728 132 734 84z', ink.night, { ...fade.bottom, density: [0.8, 0] }),
    stroke('M600 172C560 150 520 128 486 108M600 172C640 146 676 118 710 98', ink.mist, 3),
    shape(oval([604, 486], 42, 30), ink.sand),
    shape('M566 492C580 520 630 520 644 480C620 492 590 496 566 492z', ink.brick),
    stroke(
      'M604 512C600 570 620 610 606 700M606 560C570 580 556 600 548 636M610 590C640 610 660 626 668 664M606 640C586 656 580 672 576 696',
      ink.paper,
      7,
    ),
    // And the others, who have not.
    seed(196, 470, 30, ink.sand),
    seed(330, 540, -20, ink.brick),
    seed(790, 520, 50, ink.shallow),
    seed(960, 470, -40, ink.sand),
    seed(1090, 540, 12, ink.lamp),
    seed(426, 430, 80, ink.mist),
    seed(718, 640, -70, ink.brick),
    seed(240, 620, 8, ink.lamp),
    repeat(12, (i) =>
      stroke(
        `M${30 + i * 104} ${296 + (i % 3) * 6}c4 -20 -8 -30 -12 -${44 + (i % 4) * 8}M${36 + i * 104} ${296 + (i % 3) * 6}c0 -20 10 -26 18 -38`,
        ink.weed,
        6,
      ),
    ),
  ].join('');
}

function seed(
  x: number,
  y: number,
  turn: number,
  colour:
    | typeof ink.sand
    | typeof ink.brick
    | typeof ink.shallow
    | typeof ink.lamp
    | typeof ink.mist,
): string {
  const d = 'M0 -34C22 -20 26 16 0 34C-26 16 -22 -20 0 -34z';
  return group(
    `translate(${x} ${y}) rotate(${turn})`,
    shape(d, colour),
    stroke('M-7 -16C-12 0 -10 12 -5 22M7 -16C12 0 10 12 5 22', ink.night, 3),
    shade(d, ink.night, { ...fade.right, density: [0.7, 0] }),
  );
}
