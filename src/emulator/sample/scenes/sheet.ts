import { ink } from './ink.ts';
import type { Scene } from './scene.ts';

/** A whole SVG file for a scene: its shapes with slightly uneven edges, as if cut by hand, and the inks' grain. */
export function sheet(scene: Scene): string {
  const { width, height, svg } = scene;
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">` +
    `<defs>${handCut}${grains(svg, width > 600 ? 0.15 : 0.3)}</defs>` +
    // A little larger than the sheet, so that no uneven edge shows at the border.
    `<g filter="url(#hand-cut)"><g transform="translate(${-width * 0.008} ${-height * 0.008}) scale(1.016)">${svg}</g></g></svg>`
  );
}

const region = 'x="0" y="0" width="100%" height="100%" color-interpolation-filters="sRGB"';

const handCut =
  `<filter id="hand-cut" filterUnits="userSpaceOnUse" ${region}>` +
  `<feTurbulence type="fractalNoise" baseFrequency=".022" numOctaves="2" seed="4"/>` +
  `<feDisplacementMap in="SourceGraphic" scale="5" xChannelSelector="R" yChannelSelector="G"/></filter>`;

/**
 * One filter for each ink that is used as grain: a spot is inked where the gradient outweighs the noise.
 * The spots are coarse on a large picture, where fine ones would take too many bytes.
 */
function grains(svg: string, frequency: number): string {
  return Object.values(ink)
    .filter((colour) => svg.includes(`grain-${colour.slice(1)}`))
    .map(
      (colour) =>
        `<filter id="grain-${colour.slice(1)}" ${region}>` +
        `<feTurbulence type="fractalNoise" baseFrequency="${frequency}" numOctaves="1" seed="2"/>` +
        `<feColorMatrix values="0 0 0 0 0  0 0 0 0 0  0 0 0 0 0  2.6 0 0 0 -.8" result="noise"/>` +
        `<feComposite in="SourceAlpha" in2="noise" operator="arithmetic" k2="3.4" k3="3.4" k4="-3.4" result="spots"/>` +
        `<feFlood flood-color="${colour}"/><feComposite operator="in" in2="spots"/></filter>`,
    )
    .join('');
}
