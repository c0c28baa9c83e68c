import type { Ink } from './ink.ts';

/** A point in the picture: pixels from the left, pixels from the top. */
export type Point = readonly [x: number, y: number];

/** A flat shape in one ink. `d` is SVG path data. */
export function shape(d: string, fill: Ink, opacity = 1): string {
  return `<path d="${d}" fill="${fill}"${opacity === 1 ? '' : ` opacity="${opacity}"`}/>`;
}

// Coordinates and sizes are taken one by one, as SVG itself does: the drawings read like it.
/* oxlint-disable max-params */

/** A line without fill, with round ends. `d` is SVG path data. */
export function stroke(d: string, colour: Ink, width: number, more = ''): string {
  return `<path d="${d}" fill="none" stroke="${colour}" stroke-width="${width}" stroke-linecap="round" stroke-linejoin="round" ${more}/>`;
}

/** A disc. */
export function disc([x, y]: Point, r: number, fill: Ink, opacity = 1): string {
  return `<circle cx="${x}" cy="${y}" r="${r}" fill="${fill}" opacity="${opacity}"/>`;
}

/** Path data of a rectangle, for `shape` and `shade`. */
export function box(x: number, y: number, width: number, height: number): string {
  return `M${x} ${y}h${width}v${height}h${-width}z`;
}

/** Path data of a circle or ellipse, for `shape`, `stroke` and `shade`. */
export function oval([x, y]: Point, rx: number, ry = rx): string {
  return `M${x - rx} ${y}a${rx} ${ry} 0 1 0 ${2 * rx} 0a${rx} ${ry} 0 1 0 ${-2 * rx} 0z`;
}

/** Path data of straight lines from point to point; `closed` joins the last to the first. */
export function poly(points: readonly Point[], closed = true): string {
  return `M${points.map(([x, y]) => `${round(x)} ${round(y)}`).join('L')}${closed ? 'z' : ''}`;
}

/** Path data of a smooth line through all the points (a Catmull-Rom spline); `closed` makes it a loop. */
export function smooth(points: readonly Point[], closed = false): string {
  const count = points.length;
  const at = (index: number): Point =>
    points[closed ? (index + count) % count : Math.min(count - 1, Math.max(0, index))] ?? [0, 0];
  const [startX, startY] = at(0);
  let d = `M${round(startX)} ${round(startY)}`;
  for (let i = 0; i < (closed ? count : count - 1); i += 1) {
    const [before, from, to, after] = [at(i - 1), at(i), at(i + 1), at(i + 2)];
    d += `C${round(from[0] + (to[0] - before[0]) / 6)} ${round(from[1] + (to[1] - before[1]) / 6)} `;
    d += `${round(to[0] - (after[0] - from[0]) / 6)} ${round(to[1] - (after[1] - from[1]) / 6)} `;
    d += `${round(to[0])} ${round(to[1])}`;
  }
  return closed ? `${d}z` : d;
}

/** Which way a shade runs from full to nothing, as a line across the shape's own box, each end 0 to 1. */
export interface Fade {
  readonly from: Point;
  readonly to: Point;
  /** How dense it begins and ends, 0 to 1. */
  readonly density?: readonly [start: number, end: number];
}

/** The usual fades, by the side on which the grain is densest. They stop half way: grain is costly to store. */
export const fade = {
  top: { from: [0, 0], to: [0, 0.55] },
  bottom: { from: [0, 1], to: [0, 0.45] },
  left: { from: [0, 0], to: [0.6, 0] },
  right: { from: [1, 0], to: [0.4, 0] },
} as const satisfies Record<string, Fade>;

/**
 * Grain in one ink over a shape, dense at one side and thinning out, as from a half-dry brush. The ink is either
 * there or not at each spot, so that every picture stays within the ten inks.
 */
export function shade(d: string, colour: Ink, { from, to, density = [0.9, 0] }: Fade): string {
  const gradient =
    `<linearGradient id="ID" x1="${from[0]}" y1="${from[1]}" x2="${to[0]}" y2="${to[1]}">` +
    `<stop offset="0" stop-opacity="${density[0]}"/><stop offset="1" stop-opacity="${density[1]}"/></linearGradient>`;
  return grain(d, colour, gradient);
}

/** Grain in one ink over a shape, dense in the middle of the shape's box and thinning out: a glow, or a soft shadow. */
export function glow(d: string, colour: Ink, density = 0.9): string {
  const gradient =
    `<radialGradient id="ID"><stop offset="0" stop-opacity="${density}"/>` +
    `<stop offset="1" stop-opacity="0"/></radialGradient>`;
  return grain(d, colour, gradient);
}

function grain(d: string, colour: Ink, gradient: string): string {
  // A gradient used twice is the same gradient, so its text is its id.
  const id = `g${hash(gradient)}`;
  return (
    `${gradient.replace('ID', id)}` +
    `<g filter="url(#grain-${colour.slice(1)})"><path d="${d}" fill="url(#${id})"/></g>`
  );
}

/** Parts moved, turned or scaled together; `transform` is SVG's own. */
export function group(transform: string, ...parts: readonly string[]): string {
  return `<g transform="${transform}">${parts.join('')}</g>`;
}

let clips = 0;

/** Parts that show only inside a shape, `d` being SVG path data. */
export function within(d: string, ...parts: readonly string[]): string {
  clips += 1;
  return `<clipPath id="c${clips}"><path d="${d}"/></clipPath><g clip-path="url(#c${clips})">${parts.join('')}</g>`;
}

/** What `make` returns for 0, 1, … `count` − 1, joined. */
export function repeat(count: number, make: (index: number) => string): string {
  return Array.from({ length: count }, (_, index) => make(index)).join('');
}

/** The same numbers between 0 and 1 for the same seed every time, so that a picture redrawn is the same picture. */
export function dice(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function hash(text: string): string {
  let sum = 7;
  for (const letter of text) sum = (Math.imul(sum, 31) + (letter.codePointAt(0) ?? 0)) >>> 0;
  return sum.toString(36);
}
