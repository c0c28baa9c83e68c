// oxlint-disable max-lines-per-function -- A drawing is one list of shapes, from the back to the front.
// oxlint-disable max-params -- Coordinates and sizes come one by one, as in SVG itself.
import { shape, stroke, disc, box, fade, shade, group, within } from '../brush.ts';
import { ink } from '../ink.ts';
import { cuts } from '../texture.ts';

/** The magazine open on a table, with a harbour that stands up out of it. */
export function popUpHarbour(): string {
  const wave = (
    y: number,
    left: number,
    right: number,
    bumps: number,
    colour: typeof ink.sea | typeof ink.shallow | typeof ink.night,
  ): string => {
    const width = (right - left) / bumps;
    let d = `M${left} ${y + 70}L${left} ${y}`;
    for (let i = 0; i < bumps; i += 1)
      d += `c${width * 0.3} ${-34} ${width * 0.7} ${-34} ${width} 0`;
    return (
      group('translate(6 9)', shape(`${d}L${right} ${y + 70}z`, ink.night, 0.3)) +
      shape(`${d}L${right} ${y + 70}z`, colour) +
      shade(`${d}L${right} ${y + 70}z`, ink.night, { ...fade.bottom, density: [0.6, 0] })
    );
  };
  return [
    shape(box(0, 0, 1200, 750), ink.sand),
    shape(box(0, 0, 1200, 470), ink.mist),
    disc([880, 210], 92, ink.lamp),
    cuts(
      { x: 0, y: 60, width: 1200, height: 200 },
      { ink: ink.paper, count: 22, length: [160, 400], thick: 9, seed: 3 },
    ),
    shape(box(-10, 466, 1220, 300), ink.brick),
    cuts(
      { x: 0, y: 480, width: 1200, height: 270 },
      { ink: ink.clay, count: 70, length: [120, 380], thick: 4, seed: 8 },
    ),
    // The magazine, open flat.
    shape('M110 690L260 470L960 470L1110 690z', ink.night, 0.5),
    shape('M90 672L250 462L600 482L600 704C420 690 260 670 90 672z', ink.paper),
    shape('M1110 672L950 462L600 482L600 704C780 690 940 670 1110 672z', ink.paper),
    shade('M1110 672L950 462L600 482L600 704z', ink.sand, { ...fade.left, density: [1, 0] }),
    stroke('M90 672C260 670 420 690 600 704C780 690 940 670 1110 672', ink.clay, 6),
    stroke('M600 482V704', ink.sand, 4),
    ...[0, 1, 2].map((i) =>
      stroke(`M${176 - i * 22} ${606 + i * 24}L${430 - i * 6} ${616 + i * 25}`, ink.shallow, 5),
    ),
    ...[0, 1, 2].map((i) =>
      stroke(`M${1024 + i * 22} ${606 + i * 24}L${770 + i * 6} ${616 + i * 25}`, ink.shallow, 5),
    ),
    // What stands up out of it.
    shape('M300 480L300 400C360 330 420 380 470 352C520 330 560 392 600 400L600 490z', ink.weed),
    wave(430, 330, 900, 6, ink.shallow),
    popUpTower(),
    wave(474, 290, 930, 7, ink.sea),
    popUpBoat(640, 500),
    wave(524, 250, 960, 8, ink.night),
    ...[
      [560, 150, 1],
      [650, 110, 0.8],
      [480, 96, 0.7],
    ].map(([x = 0, y = 0, size = 1]) =>
      group(
        `translate(${x} ${y}) scale(${size})`,
        shape(
          'M-44 -14C-26 -26 -10 -16 0 0C10 -16 26 -26 44 -14C26 -14 12 -4 0 12C-12 -4 -26 -14 -44 -14z',
          ink.paper,
        ),
      ),
    ),
    stroke('M480 106L470 380M560 160L566 400', ink.paper, 2, 'stroke-dasharray="2 8"'),
  ].join('');
}

function popUpTower(): string {
  const body = 'M372 480L388 210L448 210L464 480z';
  return [
    group('translate(8 10)', shape(body, ink.night, 0.3)),
    shape(body, ink.paper),
    within(
      body,
      shape(box(350, 262, 130, 56), ink.brick),
      shape(box(350, 376, 130, 56), ink.brick),
    ),
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
