import type { Simulation } from './simulate.ts';

/** What a seed broke, what led there, and how to see it again; `flags` are those that it was run with. */
export function storyOf({ seed, violations, trace }: Simulation, flags = ''): string {
  const broken = violations.slice(0, 3).map(({ rule, story }) => `${rule}: ${story.slice(0, 400)}`);
  return [
    `seed ${seed} breaks ${broken.join('\n  and ')}`,
    ...trace.slice(-12).map((line) => `    ${line.slice(0, 160)}`),
    `  again: npm run soak -- --seed ${seed} ${flags}`.trimEnd(),
  ].join('\n');
}
