/** One picture to draw. `name` is its file's name; sizes are in pixels; `svg` is everything inside the `<svg>`. */
export interface Scene {
  readonly name: string;
  readonly width: number;
  readonly height: number;
  readonly svg: string;
}

/** A picture in the magazine's usual shape, 1200 × 750. */
export function wide(name: string, ...parts: readonly string[]): Scene {
  return { name, width: 1200, height: 750, svg: parts.join('') };
}

/** A picture for one of the front page's features, 480 × 480. */
export function square(name: string, ...parts: readonly string[]): Scene {
  return { name, width: 480, height: 480, svg: parts.join('') };
}
