import { box, disc, shape } from './brush.ts';
import { ink } from './ink.ts';
import { type Scene, square, wide } from './scene.ts';

const sea = (width: number, height: number): string => {
  const horizon = height * 0.62;
  return [
    shape(box(0, 0, width, height), ink.paper),
    disc([width * 0.68, horizon], height * 0.2, ink.lamp),
    shape(box(0, horizon, width, height - horizon), ink.sea),
  ].join('');
};

/** Pictures that wait for their own drawing: a low sun over the sea. */
export const plain: readonly Scene[] = [
  ...[
    'what-low-water-shows',
    'how-a-tide-table-is-made',
    'a-light-that-counts',
    'contour-lines-are-a-promise',
    'bread-that-waits',
    'the-copy-you-have',
    'a-darn-is-a-small-loom',
    'a-small-guide-to-fog',
    'four-knots',
    'how-a-dry-wall-stands',
    'how-a-seed-knows',
    'marks-in-the-margin',
    'reading-the-sky-before-tea',
    'salt-from-a-litre-of-sea',
    'the-lead-and-the-line',
    'the-moon-by-hand',
    'the-sleepers-arithmetic',
    'the-white-between-the-letters',
    'three-norths',
    'what-a-cable-wants',
    'what-makes-ink-black',
    'where-a-book-lives',
    'which-way-paper-wants-to-fold',
    'why-noon-moves',
    'hero',
    'how-it-reads',
    'stays-with-you',
    'offprint-tide-table',
    'tide-calendar',
    'print-a-light-that-counts',
    'field-notebook',
    'offprint-bread',
    'darning-kit',
    'print-contours',
    'seed-envelopes',
  ].map((name) => wide(name, sea(1200, 750))),
  ...['offline', 'essays', 'live', 'desks', 'margin', 'forget'].map((name) =>
    square(`feature-${name}`, sea(480, 480)),
  ),
];
