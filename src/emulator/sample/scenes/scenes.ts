import { coast } from './coast.ts';
import { features } from './features.ts';
import { front } from './front.ts';
import { hand } from './hand.ts';
import { land } from './land.ts';
import { paper } from './paper.ts';
import { plain } from './plain.ts';
import type { Scene } from './scene.ts';
import { shelf } from './shelf.ts';
import { shop } from './shop.ts';
import { sky } from './sky.ts';

const drawn: readonly Scene[] = [...coast, ...land, ...sky, ...paper, ...hand, ...shelf, ...front, ...features, ...shop];

/** Every picture of the sample magazine. */
export const scenes: readonly Scene[] = [
  ...drawn,
  ...plain.filter(({ name }) => drawn.every((scene) => scene.name !== name)),
];
