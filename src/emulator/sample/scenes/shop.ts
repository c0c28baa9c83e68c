import { box, disc, fade, group, oval, poly, repeat, shade, shape, smooth, stroke, within, type Point } from './brush.ts';
import { lighthouseAtNight } from './coast.ts';
import { ink, type Ink } from './ink.ts';
import { floodedHill } from './land.ts';
import { pencil } from './paper.ts';
import { type Scene, wide } from './scene.ts';
import { cuts, lens } from './texture.ts';

/** The things in the magazine's shop. */
export const shop: readonly Scene[] = [
  wide('offprint-tide-table', tideBooklet()),
  wide('tide-calendar', calendar()),
  wide('print-a-light-that-counts', lightPrint()),
  wide('field-notebook', notebook()),
  wide('offprint-bread', breadBooklet()),
  wide('darning-kit', darningKit()),
  wide('print-contours', hillPrint()),
  wide('seed-envelopes', envelopes()),
];

function tideBooklet(): string {
  return [
    shape(box(0, 0, 1200, 750), ink.sand),
    shade(box(0, 0, 1200, 750), ink.clay, { from: [1, 1], to: [0.6, 0.5], density: [0.7, 0] }),
    // The long sheet, unfolded behind.
    ...[0, 1, 2, 3].map((i) => {
      const x = 560 + i * 150;
      const d = poly([[x, 150 + (i % 2) * 36], [x + 150, 186 - (i % 2) * 36], [x + 150, 506 - (i % 2) * 36], [x, 470 + (i % 2) * 36]]);
      return shape(d, i % 2 ? ink.mist : ink.paper) + (i % 2 ? shade(d, ink.shallow, { ...fade.left, density: [0.9, 0] }) : '');
    }),
    ...[[640, 300, 58], [790, 330, 44], [930, 300, 34], [1080, 330, 26]].map(([x = 0, y = 0, r = 0]) => stroke(oval([x, y], r), ink.sea, 8) + repeat(6, (i) => group(`translate(${x} ${y}) rotate(${i * 60 + r})`, stroke(`M0 0V${-r}`, ink.sea, 4))) + disc([x, y], 8, ink.brick)),
    stroke(smooth(Array.from({ length: 30 }, (_, i): Point => [566 + i * 20, 434 - Math.sin(i * 0.9) * (10 + 9 * Math.cos(i * 0.22)) - (i % 2 ? 2 : 0)])), ink.night, 5),
    group(
      'rotate(-7 360 400)',
      shape(box(206, 106, 380, 560), ink.night, 0.4),
      shape(box(190, 90, 380, 560), ink.sea),
      shade(box(190, 90, 380, 560), ink.night, { from: [0, 1], to: [0.45, 0.4], density: [0.9, 0] }),
      within(box(190, 90, 380, 560), ...[0, 1, 2].map((i) => stroke(smooth(Array.from({ length: 13 }, (_, n): Point => [170 + n * 36, 400 + i * 62 + Math.sin(n * 1.05 + i) * (46 - i * 10)])), [ink.paper, ink.shallow, ink.lamp][i] ?? ink.paper, 14 - i * 2))),
      shape(box(232, 150, 260, 24) + box(232, 188, 200, 24) + box(232, 226, 120, 24), ink.paper),
      shape(box(232, 284, 70, 8), ink.lamp),
      shape(box(190, 90, 16, 560), ink.night),
      stroke('M198 180V300M198 340V460', ink.brick, 4, 'stroke-dasharray="16 12"'),
      stroke('M198 470C176 500 214 520 190 560', ink.brick, 4),
    ),
  ].join('');
}

function calendar(): string {
  const moons = Array.from({ length: 13 }, (_, i) => i);
  return [
    shape(box(0, 0, 1200, 750), ink.shallow),
    shade(box(0, 0, 1200, 750), ink.sea, { from: [1, 0], to: [0.5, 0.5], density: [0.9, 0] }),
    shape(box(-10, 640, 1220, 120), ink.clay),
    shape(box(-10, 632, 1220, 14), ink.sand),
    // Tall, on its two rods.
    shape(box(424, 60, 380, 640), ink.night, 0.35),
    shape(box(410, 44, 380, 640), ink.paper),
    stroke('M600 10L430 46M600 10L770 46', ink.night, 4),
    disc([600, 10], 9, ink.night),
    shape(box(394, 36, 412, 22) + box(394, 672, 412, 22), ink.clay),
    shade(box(394, 672, 412, 22), ink.night, fade.bottom),
    shape(box(450, 84, 170, 18) + box(634, 84, 60, 18), ink.night),
    ...moons.map((i) => {
      const y = 140 + i * 40;
      const lit = (1 - Math.cos((i / 13) * Math.PI * 4)) / 2;
      return disc([466, y], 14, ink.night) + (lit > 0.02 ? shape(oval([466 + (i % 7 < 4 ? 1 : -1) * 14 * (1 - lit), y], 14 * lit, 14 * Math.min(1, lit + 0.3)), ink.lamp) : '');
    }),
    repeat(13, (i) => shape(box(500, 139 + i * 40, 260, 2), ink.mist)),
    stroke(smooth(Array.from({ length: 118 }, (_, i): Point => [632 + Math.sin(i * 1.57 + 0.6) * (56 + 50 * Math.cos(i * 0.215)), 132 + i * 4.4])), ink.sea, 5),
    stroke(smooth(Array.from({ length: 30 }, (_, i): Point => [632 + 56 + 50 * Math.cos(i * 4 * 0.215), 132 + i * 17.6])), ink.brick, 4, 'stroke-dasharray="2 9"'),
    shade(box(410, 44, 380, 640), ink.sand, { from: [1, 1], to: [0.6, 0.6], density: [0.9, 0] }),
    // A jug on the shelf beside it, and a shell.
    shape('M930 640C890 600 900 540 930 510L930 470L1010 470L1010 510C1040 540 1050 600 1010 640z', ink.brick),
    shade('M930 640C890 600 900 540 930 510L1010 510C1040 540 1050 600 1010 640z', ink.night, { ...fade.right, density: [0.9, 0] }),
    stroke('M1012 490C1070 490 1070 570 1030 580', ink.brick, 13),
    ...[-18, 4, 26].map((turn, i) => group(`translate(970 472) rotate(${turn})`, stroke('M0 0L0 -150', ink.weed, 5), shape(repeat(5, (n) => lens([13, -60 - n * 20], 34, 9, -40) + lens([-13, -66 - n * 20], 34, 9, 220)), i === 1 ? ink.night : ink.weed))),
    group('translate(220 640)', shape('M-60 0C-70 -60 -20 -84 0 -84C20 -84 70 -60 60 0z', ink.sand), ...[-36, -18, 0, 18, 36].map((turn) => group(`rotate(${turn})`, stroke('M0 -6V-72', ink.clay, 4)))),
  ].join('');
}

function framed(picture: string, size: { readonly x: number; readonly y: number; readonly scale: number; readonly margin: number }): string {
  const { x, y, scale, margin } = size;
  const [w, h] = [1200 * scale, 750 * scale];
  const sheet = box(x - margin, y - margin, w + margin * 2, h + margin * 2.6);
  return [
    group('translate(14 18)', shape(sheet, ink.night, 0.4)),
    shape(sheet, ink.paper),
    within(box(x, y, w, h), group(`translate(${x} ${y}) scale(${scale})`, picture)),
    shape(box(x, y + h + margin * 0.7, 150, 10) + box(x + w - 60, y + h + margin * 0.7, 60, 10), ink.night),
  ].join('');
}

function lightPrint(): string {
  return [
    shape(box(0, 0, 1200, 750), ink.brick),
    shade(box(0, 0, 1200, 200), ink.clay, { ...fade.top, density: [0.8, 0] }),
    shape(box(-10, 660, 1220, 100), ink.clay),
    framed(lighthouseAtNight(), { x: 310, y: 90, scale: 0.53, margin: 42 }),
    // Two pins, and the tube it came in.
    disc([300, 66], 10, ink.lamp),
    disc([914, 66], 10, ink.lamp),
    group('rotate(-8 1040 640)', shape(box(800, 640, 350, 66), ink.night, 0.35), shape(box(790, 624, 350, 66), ink.sand), shade(box(790, 624, 350, 66), ink.clay, { ...fade.bottom, density: [0.9, 0] }), shape(oval([1140, 657], 17, 33), ink.clay), shape(oval([1140, 657], 11, 24), ink.night), shape(box(860, 624, 22, 66), ink.sea)),
  ].join('');
}

function hillPrint(): string {
  return [
    shape(box(0, 0, 1200, 750), ink.mist),
    shade(box(0, 0, 1200, 750), ink.shallow, { from: [0, 0], to: [0.4, 0.4], density: [0.9, 0] }),
    shape(box(-10, 690, 1220, 70), ink.sand),
    shape(box(-10, 684, 1220, 10), ink.clay),
    // In a frame of dark wood, leaning a little.
    group('rotate(-2 600 360)', shape(box(262, 44, 700, 596), ink.night, 0.4), shape(box(246, 28, 700, 596), ink.clay), stroke(box(258, 40, 676, 572), ink.night, 3), framed(floodedHill(), { x: 316, y: 90, scale: 0.467, margin: 44 })),
    shape('M1040 690L1052 590L1140 590L1152 690z', ink.brick),
    shade('M1040 690L1052 590L1140 590L1152 690z', ink.night, { ...fade.right, density: [0.9, 0] }),
    ...[-50, -24, 0, 26, 52].map((turn, i) => group(`translate(1096 592) rotate(${turn})`, shape(`M0 0C${-24 - i} -60 -18 -120 0 -150C18 -120 ${24 + i} -60 0 0z`, i % 2 ? ink.night : ink.weed), stroke('M0 -10V-130', ink.sand, 2.5))),
  ].join('');
}

function notebook(): string {
  return [
    shape(box(0, 0, 1200, 750), ink.weed),
    shade(box(0, 0, 1200, 750), ink.night, { from: [0, 1], to: [0.45, 0.45], density: [0.9, 0] }),
    group('rotate(6 800 380)', shape(box(636, 116, 400, 560), ink.night, 0.4), shape(box(620, 100, 400, 560), ink.paper), repeat(13, (i) => shape(box(650 + i * 28, 130, 2, 500), ink.shallow)), repeat(18, (i) => shape(box(650, 130 + i * 28, 338, 2), ink.shallow)), fieldSketch(), repeat(14, (i) => stroke(`M1008 ${130 + i * 36}h${i % 5 ? 8 : 14}`, ink.brick, 3))),
    group(
      'rotate(-9 360 390)',
      shape(box(176, 116, 400, 560), ink.night, 0.5),
      shape(box(160, 100, 400, 560), ink.night),
      shape(box(154, 92, 400, 560), ink.brick),
      shade(box(154, 92, 400, 560), ink.clay, { ...fade.left, density: [1, 0] }),
      shape(box(154, 92, 40, 560), ink.clay),
      shape(box(500, 92, 18, 560), ink.night),
      shape(box(250, 200, 210, 130), ink.paper),
      shape(box(278, 230, 120, 14) + box(278, 258, 150, 8) + box(278, 280, 150, 8), ink.night),
      // A tide line, where it was left on the wall.
      stroke('M194 560C260 540 300 576 360 556C420 540 450 566 500 552', ink.clay, 5),
      shape(box(548, 250, 22, 120), ink.sand),
    ),
    pencil([640, 520], 52, 0.9),
  ].join('');
}

function fieldSketch(): string {
  return [
    stroke('M680 420C740 330 790 380 830 320C860 280 900 330 960 380', ink.night, 4),
    stroke('M670 450H970M700 470H900', ink.sea, 4),
    stroke('M850 316V250M836 250h28M840 262L838 316M860 262L862 316', ink.night, 4),
    stroke('M700 220c20 -20 50 -20 56 0c24 -6 30 26 6 28h-62c-20 -2 -18 -26 0 -28', ink.night, 3.5),
    stroke('M680 520h180M680 548h230M680 576h140', ink.clay, 4),
  ].join('');
}

function breadBooklet(): string {
  return [
    shape(box(0, 0, 1200, 750), ink.mist),
    cuts({ x: 0, y: 0, width: 1200, height: 750 }, { ink: ink.paper, count: 120, length: [10, 60], thick: 8, seed: 5, angle: (across) => across * 200 }),
    group(
      'rotate(5 480 390)',
      shape(box(306, 86, 400, 590), ink.night, 0.35),
      shape(box(290, 70, 400, 590), ink.sand),
      shade(box(290, 70, 400, 590), ink.clay, { from: [0, 1], to: [0.5, 0.4], density: [0.8, 0] }),
      shape(box(340, 130, 240, 26) + box(340, 172, 160, 26), ink.night),
      shape(box(340, 226, 70, 8), ink.brick),
      shape('M350 520C330 400 420 330 490 330C560 330 650 400 630 520C600 560 380 560 350 520z', ink.clay),
      ...[0, 1, 2].map((i) => shape(lens([430 + i * 62, 430 - (i === 1 ? 12 : 0)], 150, 26, -64), ink.sand)),
      shape(box(290, 70, 14, 590), ink.clay),
      // A thumb was here.
      shape(oval([630, 606], 26, 34), ink.paper, 0.8),
      stroke('M614 606c4 -24 28 -24 32 0M620 616c2 -14 18 -14 20 0', ink.sand, 3),
    ),
    // Rolling out of the picture: a pin, some wheat.
    group('rotate(-32 980 560)', shape(box(770, 596, 400, 70), ink.night, 0.25), shape(box(760, 576, 380, 74), ink.lamp), shade(box(760, 576, 380, 74), ink.clay, { ...fade.bottom, density: [0.9, 0] }), shape(box(690, 596, 72, 34) + box(1138, 596, 72, 34), ink.brick)),
    ...[-20, 0, 22].map((turn) => group(`translate(150 730) rotate(${turn})`, stroke('M0 0C6 -140 -6 -240 0 -420', ink.clay, 6), shape(repeat(7, (n) => lens([17, -290 - n * 28], 46, 14, -56) + lens([-17, -290 - n * 28], 46, 14, 236)), ink.lamp), stroke('M0 -470L0 -540M-18 -460L-34 -524M18 -460L34 -524', ink.clay, 3))),
  ].join('');
}

function darningKit(): string {
  const wools: readonly Ink[] = [ink.brick, ink.lamp, ink.weed, ink.shallow, ink.sand, ink.clay];
  return [
    shape(box(0, 0, 1200, 750), ink.sea),
    cuts({ x: 0, y: 0, width: 1200, height: 750 }, { ink: ink.night, count: 60, length: [120, 360], thick: 4, seed: 8 }),
    // The tin, its lid beside it with what to do.
    group('rotate(-6 420 400)', shape(box(136, 196, 600, 430), ink.night, 0.5), shape('M140 170Q120 170 120 190V590Q120 610 140 610H700Q720 610 720 590V190Q720 170 700 170z', ink.lamp), shape('M150 196Q144 196 144 202V578Q144 586 150 586H690Q696 586 696 578V202Q696 196 690 196z', ink.clay), ...wools.map((wool, i) => woolCard(190 + (i % 3) * 108, 220 + Math.floor(i / 3) * 178, wool)), mushroom(600, 400)),
    group('rotate(9 960 330)', shape(box(806, 136, 330, 400), ink.night, 0.5), shape('M810 110Q790 110 790 130V500Q790 520 810 520H1100Q1120 520 1120 500V130Q1120 110 1100 110z', ink.lamp), shape(box(814, 134, 282, 362), ink.paper), repeat(5, (i) => disc([846, 182 + i * 62], 13, ink.brick) + shape(box(876, 170 + i * 62, 180 - (i % 3) * 30, 7) + box(876, 186 + i * 62, 130 + (i % 2) * 40, 7), ink.night)), shade(box(814, 134, 282, 362), ink.sand, { from: [1, 1], to: [0.5, 0.5], density: [0.9, 0] })),
    ...[[800, 640, -8], [840, 690, -3]].map(([x = 0, y = 0, turn = 0]) => group(`translate(${x} ${y}) rotate(${turn})`, shape('M0 -6C60 -12 230 -6 270 0C230 6 60 12 0 6z', ink.mist), shape(box(12, -3, 40, 6), ink.night))),
    stroke('M816 690C700 700 640 650 560 690C480 730 380 640 300 700', ink.brick, 7),
  ].join('');
}

function woolCard(x: number, y: number, wool: Ink): string {
  return [
    shape(box(x, y, 88, 150), ink.paper),
    shape(box(x - 4, y + 30, 96, 90), wool),
    repeat(7, (i) => stroke(`M${x - 4} ${y + 38 + i * 13}L${x + 92} ${y + 34 + i * 13}`, ink.night, 2.4, 'opacity=".55"')),
    shade(box(x - 4, y + 30, 96, 90), ink.night, { ...fade.right, density: [0.6, 0] }),
    shape(box(x + 14, y + 10, 46, 7), ink.night),
  ].join('');
}

function mushroom(x: number, y: number): string {
  const cap = `M${x - 78} ${y - 30}C${x - 78} ${y - 130} ${x + 78} ${y - 130} ${x + 78} ${y - 30}C${x + 60} ${y - 12} ${x - 60} ${y - 12} ${x - 78} ${y - 30}z`;
  return [
    shape(`M${x - 26} ${y - 30}C${x - 14} ${y + 40} ${x - 40} ${y + 100} ${x - 34} ${y + 150}C${x - 20} ${y + 166} ${x + 20} ${y + 166} ${x + 34} ${y + 150}C${x + 40} ${y + 100} ${x + 14} ${y + 40} ${x + 26} ${y - 30}z`, ink.sand),
    shape(cap, ink.sand),
    shade(cap, ink.brick, { ...fade.bottom, density: [0.9, 0] }),
    stroke(`M${x - 50} ${y - 70}C${x - 20} ${y - 100} ${x + 20} ${y - 100} ${x + 50} ${y - 70}`, ink.clay, 3),
    stroke(`M${x - 6} ${y + 10}C${x - 4} ${y + 60} ${x - 14} ${y + 100} ${x - 10} ${y + 144}`, ink.clay, 3),
  ].join('');
}

function envelopes(): string {
  const papers: readonly Ink[] = [ink.sand, ink.mist, ink.paper, ink.shallow, ink.paper];
  return [
    shape(box(0, 0, 1200, 750), ink.lamp),
    shade(box(0, 0, 1200, 750), ink.brick, { from: [0, 1], to: [0.4, 0.5], density: [0.9, 0] }),
    ...papers.map((tone, i) => group(`translate(600 860) rotate(${-44 + i * 22})`, envelope(tone, i))),
    // What is going into them.
    ...[[180, 620, 30], [240, 664, -20], [130, 680, 70], [300, 700, 10], [960, 690, 40], [1040, 650, -30], [1090, 700, 80], [880, 712, 5]].map(([x = 0, y = 0, turn = 0]) =>
      group(`translate(${x} ${y}) rotate(${turn})`, shape('M0 -26C17 -15 20 12 0 26C-20 12 -17 -15 0 -26z', ink.night), stroke('M-4 -10C-8 0 -6 8 -3 14', ink.sand, 3)),
    ),
  ].join('');
}

function envelope(tone: Ink, index: number): string {
  const mark = tone === ink.shallow ? ink.night : ink.sea;
  return [
    shape(box(-112, -706, 250, 400), ink.night, 0.35),
    shape(box(-124, -716, 248, 400), tone),
    shape('M-124 -716L0 -640L124 -716z', tone === ink.paper ? ink.mist : ink.paper),
    stroke('M-124 -716L0 -640L124 -716', ink.clay, 3),
    repeat(4, (i) => shape(box(-94, -560 + i * 44, 188, 3), mark)),
    shade(box(-124, -716, 248, 400), ink.clay, { ...fade.left, density: [0.55, 0] }),
    group('translate(0 -602)', [stroke('M0 24V-6M0 8C-16 8 -20 -4 -20 -12C-6 -12 0 -4 0 8M0 2C14 2 20 -8 20 -18C6 -18 0 -8 0 2', ink.weed, 5), disc([0, 6], 17, ink.brick), shape(lens([0, 4], 58, 17, 24), ink.clay), shape(lens([0, 4], 54, 14, 90), ink.weed), disc([0, 6], 15, ink.sea)][index] ?? ''),
    stroke(`M-88 -572c20 -10 30 8 50 -2s40 -4 ${50 + index * 10} -2`, ink.night, 4),
    stroke(`M-88 -528c16 -8 26 6 44 -2s30 -4 ${40 - index * 6} 0`, ink.night, 4),
  ].join('');
}
