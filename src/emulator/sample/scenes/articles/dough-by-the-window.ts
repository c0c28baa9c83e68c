import { shape, stroke, disc, box, oval, fade, shade, within } from '../brush.ts';
import { ink } from '../ink.ts';
import { cuts, lens, stars } from '../texture.ts';

/** A bowl under a cloth and a loaf on a sill at night. */
export function doughByTheWindow(): string {
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
