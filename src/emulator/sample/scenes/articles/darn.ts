// oxlint-disable max-lines-per-function -- A drawing is one list of shapes, from the back to the front.
import { shape, stroke, box, shade, group, repeat } from '../brush.ts';
import { ink } from '../ink.ts';

/** A hole in knitted cloth closed by weaving, the needle on its way back. */
export function darn(): string {
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
