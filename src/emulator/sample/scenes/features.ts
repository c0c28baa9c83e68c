import { box, disc, fade, glow, group, oval, poly, repeat, shade, shape, stroke, within } from './brush.ts';
import { boots } from './front.ts';
import { ink } from './ink.ts';
import { pencil } from './paper.ts';
import { type Scene, square } from './scene.ts';
import { cuts, stars } from './texture.ts';

/** The six small pictures at the foot of the front page. */
export const features: readonly Scene[] = [
  square('feature-offline', underTheBridge()),
  square('feature-essays', bootsInAPuddle()),
  square('feature-live', mendedComma()),
  square('feature-desks', emptyDesk()),
  square('feature-margin', bottlePost()),
  square('feature-forget', paperBoat()),
];

function underTheBridge(): string {
  const arch = 'M70 480L70 300C70 120 410 120 410 300L410 480z';
  return [
    shape(box(0, 0, 480, 480), ink.brick),
    ...Array.from({ length: 9 }, (_, row) => repeat(7, (i) => shape(box(-40 + i * 84 + (row % 2) * 42, 8 + row * 40, 76, 32), row % 3 === 1 && i % 2 ? ink.clay : ink.brick) + stroke(`M${-40 + i * 84 + (row % 2) * 42} ${8 + row * 40}h76v32h-76z`, ink.clay, 4))),
    shape(arch, ink.night),
    within(
      arch,
      shape('M150 480L150 320C150 210 330 210 330 320L330 480z', ink.shallow),
      disc([276, 300], 22, ink.lamp),
      shape(box(60, 372, 360, 120), ink.sea),
      cuts({ x: 70, y: 376, width: 340, height: 104 }, { ink: ink.night, count: 50, length: [40, 120], thick: 4, seed: 2 }),
      cuts({ x: 150, y: 378, width: 180, height: 90 }, { ink: ink.lamp, count: 26, length: [20, 70], thick: 4, seed: 3 }),
    ),
    stroke('M70 480L70 300C70 120 410 120 410 300L410 480', ink.sand, 22),
    repeat(11, (i) => group(`translate(240 300) rotate(${-90 + i * 18})`, shape(box(-2.5, -182, 5, 28), ink.clay))),
    glow(oval([196, 350], 70), ink.lamp, 0.8),
    group('translate(220 384)', shape('M-92 -16C-70 30 70 30 96 -20C40 -8 -40 -8 -92 -16z', ink.paper), shade('M-92 -16C-70 30 70 30 96 -20z', ink.shallow, { ...fade.bottom, density: [0.9, 0] }), stroke('M-24 -12V-50', ink.paper, 5), shape(box(-33, -62, 20, 26), ink.lamp), stroke('M-92 -16C-40 -8 40 -8 96 -20', ink.brick, 6)),
  ].join('');
}

function bootsInAPuddle(): string {
  return [
    shape(box(0, 0, 480, 480), ink.lamp),
    shade(box(0, 0, 480, 200), ink.brick, { ...fade.top, density: [0.7, 0] }),
    shape('M-10 330C120 310 340 330 490 312L490 490L-10 490z', ink.sand),
    shape('M30 402C90 360 380 356 450 398C470 440 330 462 240 458C140 456 20 446 30 402z', ink.sea),
    cuts({ x: 60, y: 380, width: 360, height: 70 }, { ink: ink.shallow, count: 34, length: [30, 110], thick: 4, seed: 7 }),
    boots(160, 416, 1.45),
    ...[[70, 330], [400, 320], [430, 360], [46, 366]].map(([x = 0, y = 0]) => shape(`M${x} ${y - 20}C${x + 14} ${y} ${x + 9} ${y + 10} ${x} ${y + 10}C${x - 9} ${y + 10} ${x - 14} ${y} ${x} ${y - 20}z`, ink.sea)),
  ].join('');
}

function mendedComma(): string {
  return [
    shape(box(0, 0, 480, 480), ink.shallow),
    // The same page three times over.
    group('rotate(-9 200 300)', shape(box(30, 96, 290, 370), ink.night, 0.35), shape(box(22, 84, 290, 370), ink.mist)),
    group('rotate(5 260 300)', shape(box(128, 84, 290, 380), ink.night, 0.35), shape(box(120, 72, 290, 380), ink.sand)),
    shape(box(92, 56, 296, 460), ink.night, 0.35),
    shape(box(82, 44, 296, 460), ink.paper),
    shape(box(112, 80, 150, 16) + box(276, 80, 72, 16) + box(112, 118, 70, 16) + box(196, 118, 152, 16), ink.night),
    shape(box(112, 412, 110, 16) + box(236, 412, 112, 16) + box(112, 450, 190, 16), ink.night),
    shape('M232 190C276 186 300 220 292 264C284 316 244 346 196 362L186 344C214 328 230 312 234 290C204 296 182 272 184 242C186 212 206 192 232 190z', ink.brick),
    shade('M232 190C276 186 300 220 292 264C284 316 244 346 196 362L186 344C214 328 230 312 234 290C204 296 182 272 184 242C186 212 206 192 232 190z', ink.clay, { ...fade.bottom, density: [0.9, 0] }),
    stroke('M150 388C180 400 250 396 320 380', ink.sea, 6),
    pencil([296, 270], -38, 0.78),
  ].join('');
}

function emptyDesk(): string {
  return [
    shape(box(0, 0, 480, 480), ink.night),
    glow(oval([208, 250], 200, 190), ink.lamp, 0.6),
    shape(poly([[150, 196], [236, 176], [330, 372], [70, 372]]), ink.lamp, 0.45),
    stroke('M330 372L330 250L214 150', ink.mist, 11),
    disc([330, 250], 12, ink.mist),
    shape('M152 196L168 128C190 108 232 116 240 140L240 178z', ink.brick),
    disc([196, 194], 16, ink.paper),
    shape('M286 366C286 346 374 346 374 366z', ink.mist),
    shape(box(-10, 366, 500, 36), ink.sand),
    shape(box(-10, 394, 500, 12), ink.clay),
    shape(box(30, 406, 420, 90), ink.brick),
    shape(box(170, 420, 140, 40), ink.clay),
    disc([240, 440], 8, ink.lamp),
    // The name on the desk, and the tea that has been left.
    shape('M96 366L106 326L234 326L244 366z', ink.paper),
    shape(box(124, 338, 92, 7) + box(136, 351, 66, 5), ink.night),
    shape('M390 318L444 318L438 366L396 366z', ink.shallow),
    stroke('M440 330C464 328 462 354 438 352', ink.shallow, 8),
    stroke('M408 304c-8 -14 8 -20 0 -38M426 304c-8 -14 8 -20 0 -38', ink.mist, 5),
    shape(box(20, 352, 60, 14) + box(26, 338, 50, 14), ink.sea),
    stars({ x: 0, y: 0, width: 480, height: 150 }, 18, ink.mist, 2),
  ].join('');
}

function bottlePost(): string {
  const glass = 'M-150 -46C-176 -46 -186 -26 -186 0C-186 26 -176 46 -150 46L70 46C96 44 104 24 132 22L176 22L176 -22L132 -22C104 -24 96 -44 70 -46z';
  return [
    shape(box(0, 0, 480, 480), ink.mist),
    disc([360, 120], 54, ink.lamp),
    cuts({ x: 0, y: 60, width: 480, height: 110 }, { ink: ink.paper, count: 12, length: [90, 220], thick: 7, seed: 5 }),
    shape('M-10 240C60 200 120 270 210 236C300 200 360 270 490 226L490 490L-10 490z', ink.shallow),
    group(
      'translate(236 268) rotate(-24)',
      shape(glass, ink.weed),
      shape('M-140 -22C-140 -34 20 -34 20 -22L20 22C20 32 -140 32 -140 22z', ink.paper),
      stroke('M-122 -10H2M-122 6H-30', ink.night, 5),
      stroke('M-146 -22c14 10 14 34 0 44', ink.clay, 4),
      shade(glass, ink.night, { ...fade.bottom, density: [0.85, 0] }),
      stroke('M-150 -34H50', ink.mist, 6),
      shape(box(166, -17, 44, 34), ink.clay),
    ),
    shape('M-10 326C60 286 130 356 220 320C310 286 370 350 490 306L490 490L-10 490z', ink.sea),
    cuts({ x: 0, y: 340, width: 480, height: 130 }, { ink: ink.shallow, count: 34, length: [40, 130], thick: 5, seed: 8 }),
    shape('M-10 420C80 390 160 440 250 414C340 390 400 430 490 404L490 490L-10 490z', ink.night),
  ].join('');
}

function paperBoat(): string {
  return [
    shape(box(0, 0, 480, 480), ink.sand),
    shade(box(0, 0, 480, 160), ink.brick, { ...fade.top, density: [0.7, 0] }),
    shape('M-10 300C120 286 330 312 490 292L490 490L-10 490z', ink.sea),
    cuts({ x: 0, y: 306, width: 480, height: 170 }, { ink: ink.night, count: 56, length: [50, 150], thick: 5, seed: 3 }),
    cuts({ x: 110, y: 352, width: 260, height: 90 }, { ink: ink.paper, count: 26, length: [30, 110], thick: 5, seed: 4 }),
    // Folded from a page, with the print still on it.
    shape('M240 110L330 290L150 290z', ink.paper),
    shade('M240 110L330 290L240 290z', ink.shallow, { ...fade.right, density: [1, 0.2] }),
    shape('M60 240L240 296L420 240C400 300 380 340 340 356L140 356C100 340 80 300 60 240z', ink.paper),
    shape('M60 240L240 296L140 356C100 340 80 300 60 240z', ink.mist),
    shade('M420 240C400 300 380 340 340 356L140 356L240 296z', ink.sand, { ...fade.bottom, density: [0.9, 0] }),
    stroke('M262 318L352 288M252 336L340 312', ink.night, 5),
    stroke('M60 240L240 296L420 240', ink.clay, 3),
    ...[[90, 90, 1], [380, 80, 0.8]].map(([x = 0, y = 0, size = 1]) => group(`translate(${x} ${y}) scale(${size})`, stroke('M-34 -10C-22 -22 -8 -14 0 0C8 -14 22 -22 34 -10', ink.night, 6))),
  ].join('');
}
