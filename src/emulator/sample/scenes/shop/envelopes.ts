import { shape, stroke, disc, box, fade, shade, group, repeat } from '../brush.ts';
import { ink, type Ink } from '../ink.ts';
import { lens } from '../texture.ts';

/** Five seed envelopes, fanned out, and what goes into them. */
export function envelopes(): string {
  const papers: readonly Ink[] = [ink.sand, ink.mist, ink.paper, ink.shallow, ink.paper];
  return [
    shape(box(0, 0, 1200, 750), ink.lamp),
    shade(box(0, 500, 1200, 250), ink.brick, { from: [0, 1], to: [0, 0.2], density: [0.9, 0] }),
    ...papers.map((tone, i) =>
      group(`translate(600 860) rotate(${-44 + i * 22})`, envelope(tone, i)),
    ),
    // What is going into them.
    ...[
      [180, 620, 30],
      [240, 664, -20],
      [130, 680, 70],
      [300, 700, 10],
      [960, 690, 40],
      [1040, 650, -30],
      [1090, 700, 80],
      [880, 712, 5],
    ].map(([x = 0, y = 0, turn = 0]) =>
      group(
        `translate(${x} ${y}) rotate(${turn})`,
        shape('M0 -26C17 -15 20 12 0 26C-20 12 -17 -15 0 -26z', ink.night),
        stroke('M-4 -10C-8 0 -6 8 -3 14', ink.sand, 3),
      ),
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
    shade(box(-124, -716, 90, 400), ink.clay, { ...fade.left, density: [0.45, 0] }),
    group(
      'translate(0 -602)',
      [
        stroke(
          'M0 24V-6M0 8C-16 8 -20 -4 -20 -12C-6 -12 0 -4 0 8M0 2C14 2 20 -8 20 -18C6 -18 0 -8 0 2',
          ink.weed,
          5,
        ),
        disc([0, 6], 17, ink.brick),
        shape(lens([0, 4], 58, 17, 24), ink.clay),
        shape(lens([0, 4], 54, 14, 90), ink.weed),
        disc([0, 6], 15, ink.sea),
      ][index] ?? '',
    ),
    stroke(`M-88 -572c20 -10 30 8 50 -2s40 -4 ${50 + index * 10} -2`, ink.night, 4),
    stroke(`M-88 -528c16 -8 26 6 44 -2s30 -4 ${40 - index * 6} 0`, ink.night, 4),
  ].join('');
}
