import { box, disc, fade, glow, group, oval, poly, repeat, shade, shape, smooth, stroke, within, type Point } from './brush.ts';
import { ink } from './ink.ts';
import { type Scene, wide } from './scene.ts';
import { cuts, ridge, stars } from './texture.ts';

/** The front page's three large pictures. */
export const front: readonly Scene[] = [
  wide('hero', farEndOfThePier()),
  wide('how-it-reads', popUpHarbour()),
  wide('stays-with-you', ferryWindow()),
];

function farEndOfThePier(): string {
  const pool = (x: number, y: number, rx: number, ry: number): string => {
    const d = smooth(Array.from({ length: 12 }, (_, i): Point => {
      const turn = (i / 12) * Math.PI * 2;
      const bend = 1 + 0.16 * Math.sin(turn * 2 + x) + 0.08 * Math.sin(turn * 3 + y);
      return [x + Math.cos(turn) * rx * bend, y + Math.sin(turn) * ry * bend];
    }), true);
    return [
      shape(d, ink.shallow),
      within(d, cuts({ x: x - rx, y: y - ry, width: rx * 2, height: ry * 2 }, { ink: ink.paper, count: 20, length: [30, 130], thick: 4, seed: x }), cuts({ x: x - rx, y: y - ry, width: rx * 2, height: ry * 2 }, { ink: ink.lamp, count: 22, length: [30, 130], thick: 4, seed: y })),
      stroke(d, ink.night, 3, 'opacity=".5"'),
    ].join('');
  };
  return [
    shape(box(0, 0, 1200, 750), ink.sea),
    shade(box(0, 0, 1200, 150), ink.night, { ...fade.top, density: [1, 0] }),
    stars({ x: 0, y: 0, width: 1200, height: 130 }, 34, ink.paper, 4),
    shape('M-10 170C200 150 330 190 560 168C800 146 980 190 1210 160L1210 420L-10 420z', ink.shallow),
    shape('M-10 236C180 250 380 220 600 240C820 258 1000 226 1210 244L1210 420L-10 420z', ink.mist),
    shape('M-10 296C240 280 420 310 640 294C860 280 1010 306 1210 296L1210 420L-10 420z', ink.sand),
    shape('M-10 346C200 336 420 352 640 342C860 334 1020 350 1210 344L1210 420L-10 420z', ink.lamp),
    disc([330, 366], 92, ink.brick),
    cuts({ x: 140, y: 280, width: 380, height: 90 }, { ink: ink.lamp, count: 18, length: [120, 320], thick: 6, seed: 6 }),
    cuts({ x: 0, y: 180, width: 1200, height: 120 }, { ink: ink.paper, count: 20, length: [140, 380], thick: 8, seed: 16 }),
    headland(),
    shape(box(-10, 384, 1220, 50), ink.sea),
    cuts({ x: 190, y: 388, width: 280, height: 40 }, { ink: ink.lamp, count: 46, length: [20, 90], thick: 4, seed: 7 }),
    // The floor of the bay.
    shape('M-10 430C240 418 460 440 700 426C900 416 1060 430 1210 422L1210 770L-10 770z', ink.clay),
    shape('M-10 470C140 448 420 470 620 458C860 446 1000 490 1210 470L1210 770L-10 770z', ink.sand),
    cuts({ x: 0, y: 470, width: 1200, height: 280 }, { ink: ink.clay, count: 110, length: [40, 140], thick: 3, seed: 18, keep: (_, down) => 0.4 + down * 0.5 }),
    pool(210, 540, 170, 24),
    pool(560, 500, 110, 13),
    pool(420, 660, 260, 44),
    pool(860, 600, 150, 24),
    pier(),
    // Boots, and where they have been.
    ...[[96, 722], [140, 690], [108, 660], [150, 632], [122, 606]].map(([x = 0, y = 0], i) => shape(oval([x, y], 12 - i * 1.6, 6 - i * 0.9), ink.clay)),
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
      return shape(poly([[x, deck(x)], [x + wide, deck(x)], [x + wide + 2, foot], [x - 2, foot]]), ink.night) + shape(poly([[x - 26 - i * 2, foot + 2], [x + wide + 2, foot - 3], [x + wide + 2, foot + 5]]), ink.clay);
    }),
    ...[0, 1, 2, 3, 4, 5, 6].map((i) => stroke(`M${644 + i * 78} ${deck(640 + i * 78) + 18}L${722 + i * 78} ${440 + (i + 1) ** 1.7 * 3.4}`, ink.night, 4 + i * 0.6)),
    shape(poly([[596, 366], [1220, 310], [1220, 352], [596, 384]]), ink.night),
    shape(poly([[596, 366], [1220, 310], [1220, 320], [596, 372]]), ink.sand),
    // The railing, and lamps that have just been lit.
    stroke(`M740 330L1220 268`, ink.night, 5),
    repeat(9, (i) => stroke(`M${760 + i * 54} ${deck(760 + i * 54) - 22}v${-26 - i * 3}`, ink.night, 4)),
    ...[800, 950, 1110].map((x, i) => stroke(`M${x} ${deck(x) - 20}v${-96 - i * 18}`, ink.night, 6 + i) + glow(oval([x, deck(x) - 124 - i * 18], 54 + i * 10), ink.paper, 0.8) + disc([x, deck(x) - 124 - i * 18], 10 + i * 2, ink.lamp)),
    // The reading room at the end of it.
    shape('M600 368L600 262L724 262L724 358z', ink.brick),
    shade('M600 368L600 262L724 262L724 358z', ink.night, { ...fade.right, density: [0.9, 0] }),
    shape('M582 266L622 204L702 204L742 266z', ink.night),
    shape('M646 204L662 172L678 204z', ink.night),
    stroke('M662 174V140M662 142L690 150L662 158', ink.night, 4),
    shape(`${box(616, 284, 34, 42)}${box(668, 284, 34, 42)}`, ink.lamp),
    stroke('M633 284v42M616 304h34M685 284v42M668 304h34', ink.night, 3.5),
    cuts({ x: 604, y: 388, width: 120, height: 44 }, { ink: ink.lamp, count: 20, length: [16, 60], thick: 4, seed: 9 }),
  ].join('');
}

/** A pair of rubber boots, standing; a feature shows them too. */
export function boots(x: number, floor: number, size: number): string {
  const boot = 'M-26 -150L34 -150L36 -44C52 -34 86 -30 92 -4L-30 -4C-34 -40 -28 -100 -26 -150z';
  const one = (dx: number, dy: number): string =>
    group(
      `translate(${dx} ${dy})`,
      shape(boot, ink.brick),
      shade(boot, ink.night, { ...fade.left, density: [0.8, 0] }),
      shape('M-32 -10L94 -10L94 4L-32 4z', ink.night),
      shape('M-30 -156L38 -156L38 -132L-29 -132z', ink.lamp),
      shape(oval([4, -154], 34, 7), ink.night),
      stroke('M42 -40C54 -34 70 -32 80 -22', ink.paper, 5),
    );
  return group(`translate(${x} ${floor}) scale(${size})`, shape(oval([70, 6], 150, 12), ink.clay), one(0, -8), one(74, 0));
}

function popUpHarbour(): string {
  const wave = (y: number, left: number, right: number, bumps: number, colour: typeof ink.sea | typeof ink.shallow | typeof ink.night): string => {
    const width = (right - left) / bumps;
    let d = `M${left} ${y + 70}L${left} ${y}`;
    for (let i = 0; i < bumps; i += 1) d += `c${width * 0.3} ${-34} ${width * 0.7} ${-34} ${width} 0`;
    return group('translate(6 9)', shape(`${d}L${right} ${y + 70}z`, ink.night, 0.3)) + shape(`${d}L${right} ${y + 70}z`, colour) + shade(`${d}L${right} ${y + 70}z`, ink.night, { ...fade.bottom, density: [0.6, 0] });
  };
  return [
    shape(box(0, 0, 1200, 750), ink.sand),
    shape(box(0, 0, 1200, 470), ink.mist),
    disc([880, 210], 92, ink.lamp),
    cuts({ x: 0, y: 60, width: 1200, height: 200 }, { ink: ink.paper, count: 22, length: [160, 400], thick: 9, seed: 3 }),
    shape(box(-10, 466, 1220, 300), ink.brick),
    cuts({ x: 0, y: 480, width: 1200, height: 270 }, { ink: ink.clay, count: 70, length: [120, 380], thick: 4, seed: 8 }),
    // The magazine, open flat.
    shape('M110 690L260 470L960 470L1110 690z', ink.night, 0.5),
    shape('M90 672L250 462L600 482L600 704C420 690 260 670 90 672z', ink.paper),
    shape('M1110 672L950 462L600 482L600 704C780 690 940 670 1110 672z', ink.paper),
    shade('M1110 672L950 462L600 482L600 704z', ink.sand, { ...fade.left, density: [1, 0] }),
    stroke('M90 672C260 670 420 690 600 704C780 690 940 670 1110 672', ink.clay, 6),
    stroke('M600 482V704', ink.sand, 4),
    ...[0, 1, 2].map((i) => stroke(`M${176 - i * 22} ${606 + i * 24}L${430 - i * 6} ${616 + i * 25}`, ink.shallow, 5)),
    ...[0, 1, 2].map((i) => stroke(`M${1024 + i * 22} ${606 + i * 24}L${770 + i * 6} ${616 + i * 25}`, ink.shallow, 5)),
    // What stands up out of it.
    shape('M300 480L300 400C360 330 420 380 470 352C520 330 560 392 600 400L600 490z', ink.weed),
    wave(430, 330, 900, 6, ink.shallow),
    popUpTower(),
    wave(474, 290, 930, 7, ink.sea),
    popUpBoat(640, 500),
    wave(524, 250, 960, 8, ink.night),
    ...[[560, 150, 1], [650, 110, 0.8], [480, 96, 0.7]].map(([x = 0, y = 0, size = 1]) => group(`translate(${x} ${y}) scale(${size})`, shape('M-44 -14C-26 -26 -10 -16 0 0C10 -16 26 -26 44 -14C26 -14 12 -4 0 12C-12 -4 -26 -14 -44 -14z', ink.paper))),
    stroke('M480 106L470 380M560 160L566 400', ink.paper, 2, 'stroke-dasharray="2 8"'),
  ].join('');
}

function popUpTower(): string {
  const body = 'M372 480L388 210L448 210L464 480z';
  return [
    group('translate(8 10)', shape(body, ink.night, 0.3)),
    shape(body, ink.paper),
    within(body, shape(box(350, 262, 130, 56), ink.brick), shape(box(350, 376, 130, 56), ink.brick)),
    shade(body, ink.night, { ...fade.right, density: [0.8, 0] }),
    shape(box(376, 196, 84, 16), ink.night),
    shape(box(392, 146, 52, 52), ink.lamp),
    stroke('M392 146v52M418 146v52M444 146v52', ink.night, 4),
    shape('M382 150L418 104L454 150z', ink.brick),
    shape('M444 172L760 96L760 200L444 176z', ink.lamp, 0.5),
  ].join('');
}

function popUpBoat(x: number, y: number): string {
  return group(
    `translate(${x} ${y}) rotate(-4)`,
    shape('M8 -40L8 -200L110 -46z', ink.paper),
    shape('M-4 -40L-4 -180L-76 -46z', ink.lamp),
    shade('M8 -40L8 -200L110 -46z', ink.shallow, { ...fade.left, density: [0.9, 0] }),
    stroke('M2 -30V-212', ink.night, 6),
    shape('M-96 -34L118 -34C108 14 70 26 0 26C-60 26 -90 10 -96 -34z', ink.brick),
    stroke('M-94 -22H116', ink.paper, 6),
  );
}

function ferryWindow(): string {
  const pane = 'M300 70C300 50 312 40 332 40L868 40C888 40 900 50 900 70L900 420C900 440 888 450 868 450L332 450C312 450 300 440 300 420z';
  return [
    shape(box(0, 0, 1200, 750), ink.sea),
    repeat(11, (i) => shape(box(30 + i * 116, 0, 4, 540), ink.night)),
    shade(box(0, 0, 280, 540), ink.night, { ...fade.left, density: [0.9, 0] }),
    shade(box(920, 0, 280, 540), ink.night, { ...fade.right, density: [0.9, 0] }),
    shape(pane, ink.night),
    within(
      pane,
      stars({ x: 300, y: 40, width: 600, height: 180 }, 44, ink.mist, 6),
      disc([760, 130], 44, ink.paper),
      shape(ridge(270, 40, 460, 5), ink.sea),
      shape('M290 300C380 270 440 330 540 300C640 270 700 330 800 296C850 280 880 300 920 290L920 460L290 460z', ink.shallow),
      cuts({ x: 300, y: 300, width: 600, height: 70 }, { ink: ink.paper, count: 40, length: [30, 120], thick: 4, seed: 3 }),
      shape('M290 366C380 340 440 396 540 370C640 340 700 396 800 364C850 350 880 370 920 356L920 460L290 460z', ink.sea),
      cuts({ x: 700, y: 300, width: 120, height: 140 }, { ink: ink.paper, count: 30, length: [20, 80], thick: 4, seed: 9 }),
      ...[[370, 120], [450, 210], [560, 90], [640, 240], [830, 230], [520, 320]].map(([x = 0, y = 0]) => stroke(`M${x} ${y}c6 20 -4 30 4 54`, ink.shallow, 4)),
    ),
    stroke(pane, ink.sand, 26),
    stroke(pane, ink.clay, 6),
    ...[[300, 60], [900, 60], [300, 430], [900, 430], [600, 40], [600, 450]].map(([x = 0, y = 0]) => disc([x, y], 6, ink.night)),
    // The bench and the table.
    shape('M-10 420C60 410 130 420 150 470L170 770L-10 770z', ink.brick),
    shape('M1210 420C1140 410 1070 420 1050 470L1030 770L1210 770z', ink.brick),
    shade('M-10 420C60 410 130 420 150 470L170 770L-10 770z', ink.night, { ...fade.left, density: [0.9, 0] }),
    shade('M1210 420C1140 410 1070 420 1050 470L1030 770L1210 770z', ink.night, { ...fade.right, density: [0.9, 0] }),
    glow(oval([470, 600], 330, 150), ink.lamp, 0.5),
    shape('M200 600L1000 600L1100 770L100 770z', ink.sand),
    shape('M200 600L1000 600L1006 614L194 614z', ink.paper),
    cuts({ x: 160, y: 620, width: 880, height: 130 }, { ink: ink.clay, count: 36, length: [80, 260], thick: 3, seed: 15 }),
    tableLamp(),
    openMagazine(590, 690, 1),
    mug(860, 640),
  ].join('');
}

function tableLamp(): string {
  return [
    shape(poly([[280, 470], [380, 470], [520, 720], [170, 720]]), ink.lamp, 0.4),
    stroke('M330 640V480', ink.night, 9),
    shape('M274 500L300 420L360 420L386 500z', ink.lamp),
    shade('M274 500L300 420L360 420L386 500z', ink.brick, { ...fade.bottom, density: [0.9, 0] }),
    shape('M286 652C286 632 374 632 374 652z', ink.night),
  ].join('');
}

/** The magazine lying open, seen across a table. */
export function openMagazine(x: number, y: number, size: number): string {
  return group(
    `translate(${x} ${y}) scale(${size})`,
    shape('M-196 44L-150 -46L154 -46L200 44C130 54 60 50 0 60C-60 50 -130 54 -196 44z', ink.night, 0.4),
    shape('M-190 30L-146 -56C-100 -70 -40 -66 0 -50L0 46C-60 30 -120 24 -190 30z', ink.paper),
    shape('M190 30L146 -56C100 -70 40 -66 0 -50L0 46C60 30 120 24 190 30z', ink.paper),
    shade('M190 30L146 -56C100 -70 40 -66 0 -50L0 46C60 30 120 24 190 30z', ink.shallow, { ...fade.left, density: [0.7, 0] }),
    shape('M-158 4L-134 -42C-100 -50 -60 -50 -26 -40L-28 14C-70 2 -110 -2 -158 4z', ink.sea),
    shape('M-120 -6C-104 -30 -72 -30 -60 -2C-80 -8 -100 -8 -120 -6z', ink.lamp),
    ...[0, 1, 2, 3].map((i) => stroke(`M${30 + i * 2} ${-34 + i * 15}C70 ${-46 + i * 15} 100 ${-48 + i * 15} ${132 + i * 7} ${-42 + i * 15}`, ink.night, 4)),
    stroke('M-190 30C-120 24 -60 30 0 46C60 30 120 24 190 30', ink.clay, 4),
  );
}

function mug(x: number, y: number): string {
  return group(
    `translate(${x} ${y})`,
    shape(oval([10, 54], 76, 12), ink.clay),
    stroke('M44 -24C92 -30 92 34 40 30', ink.brick, 15),
    shape('M-50 -50L50 -50L42 52L-42 52z', ink.brick),
    shape('M-47 -14L47 -14L45 8L-45 8z', ink.paper),
    shade('M-50 -50L50 -50L42 52L-42 52z', ink.night, { ...fade.right, density: [0.8, 0] }),
    shape(oval([0, -50], 50, 11), ink.night),
    stroke('M-16 -76c-14 -22 14 -30 0 -56M14 -78c-14 -22 14 -30 0 -56', ink.mist, 7),
  );
}
