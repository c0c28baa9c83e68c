import { shape, stroke, box, oval, fade, shade } from '../brush.ts';
import { ink } from '../ink.ts';

/** The letters n, o and n, and the white inside and between them. */
export function theWhite(): string {
  const base = 620;
  const stem = (x: number): string => box(x, 210, 92, base - 210);
  const arch = (x: number): string =>
    `M${x + 80} 330C${x + 110} 236 ${x + 170} 200 ${x + 230} 200C${x + 310} 200 ${x + 346} 256 ${x + 346} 340L${x + 346} ${base}L${x + 254} ${base}L${x + 254} 360C${x + 254} 306 ${x + 236} 284 ${x + 196} 284C${x + 150} 284 ${x + 110} 324 ${x + 92} 380z`;
  const feet = (x: number): string =>
    `${box(x - 30, base - 30, 152, 30)}${box(x + 226, base - 30, 150, 30)}M${x - 34} 236L${x + 92} 204L${x + 92} 250L${x - 34} 262z`;
  const doorway = (x: number): string =>
    `M${x + 92} ${base - 30}L${x + 92} 380C${x + 110} 324 ${x + 150} 284 ${x + 196} 284C${x + 236} 284 ${x + 254} 306 ${x + 254} 360L${x + 254} ${base - 30}z`;
  return [
    shape(box(0, 0, 1200, 750), ink.paper),
    shape(box(0, 0, 1200, 204), ink.sand),
    shape(box(0, base, 1200, 140), ink.sand),
    // The white between, and the white inside.
    shape(box(0, 204, 1200, base - 204), ink.mist),
    shape(doorway(96), ink.lamp),
    shade(doorway(96), ink.brick, { ...fade.bottom, density: [0.8, 0] }),
    shape(oval([684, 412], 172, 214), ink.night),
    shape(oval([684, 412], 82, 150), ink.lamp),
    shade(oval([684, 412], 82, 150), ink.brick, { ...fade.bottom, density: [0.8, 0] }),
    shape(doorway(930), ink.lamp),
    shade(doorway(930), ink.brick, { ...fade.bottom, density: [0.8, 0] }),
    ...[96, 930].map((x) => shape(stem(x) + feet(x), ink.night) + shape(arch(x), ink.night)),
    // The lines it stands on, and by how little the round letter oversteps them.
    stroke(`M-10 204H1210M-10 ${base}H1210`, ink.brick, 3),
    stroke('M470 232L470 590M500 240L500 584', ink.shallow, 4, 'stroke-dasharray="4 12"'),
    stroke('M868 240L868 584M898 232L898 590', ink.shallow, 4, 'stroke-dasharray="4 12"'),
    stroke('M486 664V706M486 686H882M882 664V706', ink.brick, 4),
    stroke('M684 150V190M684 634V650', ink.brick, 4),
    shade(box(0, 0, 1200, 204), ink.clay, { ...fade.top, density: [0.35, 0] }),
  ].join('');
}
