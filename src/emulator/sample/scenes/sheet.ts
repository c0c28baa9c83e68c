import { ink } from './ink.ts';
import type { Scene } from './scene.ts';

/** A whole SVG file for a scene: its shapes with slightly uneven edges, as if cut by hand, and the inks' grain. */
export function sheet(scene: Scene): string {
  const { width, height, svg } = scene;
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">` +
    `<defs>${handCut}${grains(svg)}${mottle}</defs>` +
    `<g filter="url(#hand-cut)">${svg}</g>` +
    `<rect width="${width}" height="${height}" filter="url(#mottle)" opacity=".5"/></svg>`
  );
}

const region = 'x="0" y="0" width="100%" height="100%" color-interpolation-filters="sRGB"';

const handCut =
  `<filter id="hand-cut" filterUnits="userSpaceOnUse" ${region}>` +
  `<feTurbulence type="fractalNoise" baseFrequency=".022" numOctaves="2" seed="4"/>` +
  `<feDisplacementMap in="SourceGraphic" scale="5" xChannelSelector="R" yChannelSelector="G"/></filter>`;

/** Ink that took unevenly: broad pale clouds, so faint that they are felt rather than seen, and cheap to compress. */
const mottle =
  `<filter id="mottle" filterUnits="userSpaceOnUse" ${region}>` +
  `<feTurbulence type="fractalNoise" baseFrequency=".012" numOctaves="2" seed="9"/>` +
  `<feColorMatrix values="0 0 0 0 .97  0 0 0 0 .92  0 0 0 0 .82  .9 0 0 0 -.36"/></filter>`;

/** One filter for each ink that is used as grain: a spot is inked where the gradient outweighs the noise. */
function grains(svg: string): string {
  return Object.values(ink)
    .filter((colour) => svg.includes(`grain-${colour.slice(1)}`))
    .map(
      (colour) =>
        `<filter id="grain-${colour.slice(1)}" filterUnits="userSpaceOnUse" ${region}>` +
        `<feTurbulence type="fractalNoise" baseFrequency=".24" numOctaves="2" seed="2"/>` +
        `<feColorMatrix values="0 0 0 0 0  0 0 0 0 0  0 0 0 0 0  2.6 0 0 0 -.8" result="noise"/>` +
        `<feComposite in="SourceAlpha" in2="noise" operator="arithmetic" k2="5" k3="5" k4="-5" result="spots"/>` +
        `<feFlood flood-color="${colour}"/><feComposite operator="in" in2="spots"/></filter>`,
    )
    .join('');
}
