/** The sample magazine's own name and its one-line description, as its front page says them. */
export const magazine = {
  name: 'Low Water',
  tagline: 'A small magazine of slow knowledge: how quiet things work, seen while the tide is out.',
} as const;
