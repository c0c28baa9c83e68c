import fc from 'fast-check';
import { expect, it } from 'vitest';
import { AVATAR_TINTS, drawAvatar } from '../../src/site/avatar.ts';

it('[B53] draws the same author the same way, always and everywhere', () => {
  expect(drawAvatar('The Night Desk')).toEqual(drawAvatar('The Night Desk'));
  expect(drawAvatar('The Night Desk')).toMatchInlineSnapshot(`
    {
      "disc": {
        "r": 8,
        "x": 27,
        "y": 20,
      },
      "tint": 4,
      "waves": [
        "M0 24q12 1 24 0t24 0V48H0Z",
        "M0 32q12 7 24 0t24 0V48H0Z",
        "M0 40q12 5 24 0t24 0V48H0Z",
      ],
    }
  `);
});

it('[B53] takes spaces around a name, capitals and ways to write an accent for the same author', () => {
  expect(drawAvatar(' the night desk ')).toEqual(drawAvatar('The Night Desk'));
  expect(drawAvatar('Cafe\u0301')).toEqual(drawAvatar('Caf\u00e9'));
});

it('[B53] tells a hundred authors apart', () => {
  const drawings = Array.from({ length: 100 }, (_, index) => drawAvatar(`Desk ${index}`));
  expect(new Set(drawings.map((drawing) => JSON.stringify(drawing))).size).toBe(100);
  expect(new Set(drawings.map(({ tint }) => tint)).size).toBe(AVATAR_TINTS);
});

it('[B53] stays within its field, and says nothing of the author’s text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (author) => {
      const { tint, disc, waves } = drawAvatar(author);
      expect(tint).toBeGreaterThanOrEqual(0);
      expect(tint).toBeLessThan(AVATAR_TINTS);
      for (const value of [disc.x, disc.y]) {
        expect(value).toBeGreaterThanOrEqual(0);
        expect(value).toBeLessThanOrEqual(48);
      }
      for (const wave of waves) expect(wave).toMatch(/^M0 \d+q12 -?\d+ 24 0t24 0V48H0Z$/);
    }),
  );
});
