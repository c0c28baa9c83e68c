import { plain } from './plain.ts';
import type { Scene } from './scene.ts';

/** Every picture of the sample magazine. */
export const scenes: readonly Scene[] = [...plain];
