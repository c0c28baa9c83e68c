import { shape, box, group, within } from '../brush.ts';
import { ink } from '../ink.ts';

/** A picture printed on a sheet with a margin, its shadow behind it. */
export function framed(
  picture: string,
  size: { readonly x: number; readonly y: number; readonly scale: number; readonly margin: number },
): string {
  const { x, y, scale, margin } = size;
  const [w, h] = [1200 * scale, 750 * scale];
  const sheet = box(x - margin, y - margin, w + margin * 2, h + margin * 2.6);
  return [
    group('translate(14 18)', shape(sheet, ink.night, 0.4)),
    shape(sheet, ink.paper),
    within(box(x, y, w, h), group(`translate(${x} ${y}) scale(${scale})`, picture)),
    shape(
      box(x, y + h + margin * 0.7, 150, 10) + box(x + w - 60, y + h + margin * 0.7, 60, 10),
      ink.night,
    ),
  ].join('');
}
