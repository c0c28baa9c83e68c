import fc from 'fast-check';
import { expect, it } from 'vitest';
import { arrangeSections, type Section } from '../../src/site/sections.ts';

function section(type: string, position: number | null, id = `${type}-${position}`): Section {
  return { id, type, position };
}

function bodyIds(sections: readonly Section[]): readonly string[] {
  return arrangeSections(sections).body.map((placed) => placed.section.id);
}

it('[B50] orders sections by position, compared as numbers', () => {
  const sections = [
    section('hero', 10),
    section('hero', 9),
    section('hero', 100),
    section('hero', 0),
  ];
  expect(bodyIds(sections)).toEqual(['hero-0', 'hero-9', 'hero-10', 'hero-100']);
});

it('[B50] puts sections without a position last, and orders equal positions by id', () => {
  const sections = [
    section('hero', null, 'd'),
    section('hero', 1, 'b'),
    section('hero', null, 'c'),
    section('hero', 1, 'a'),
  ];
  expect(bodyIds(sections)).toEqual(['a', 'b', 'c', 'd']);
});

it('[B50] reverses every second text with a picture, whatever stands between them', () => {
  const { body } = arrangeSections([
    section('text_and_image', 1),
    section('hero', 2),
    section('text_and_image', 3),
    section('feature', 4),
    section('text_and_image', 5),
  ]);
  expect(body.map(({ section: { id }, isReversed }) => [id, isReversed])).toEqual([
    ['text_and_image-1', false],
    ['hero-2', false],
    ['text_and_image-3', true],
    ['text_and_image-5', false],
  ]);
});

it('[B51] gathers all features after everything else, in their order', () => {
  const { body, features } = arrangeSections([
    section('feature', 7),
    section('hero', 5),
    section('feature', 1),
  ]);
  expect(body.map((placed) => placed.section.id)).toEqual(['hero-5']);
  expect(features.map(({ id }) => id)).toEqual(['feature-1', 'feature-7']);
});

it('[B51] has no features where there are none', () => {
  expect(arrangeSections([section('hero', 1)]).features).toEqual([]);
});

it('[B52] leaves out a type that it does not know', () => {
  const strange = ['', 'Hero', 'carousel', 'constructor', '__proto__'];
  expect(arrangeSections(strange.map((type, index) => section(type, index)))).toEqual({
    body: [],
    features: [],
  });
});

it('[B50] arranges alike in whatever order the sections come', () => {
  const type = fc.constantFrom('hero', 'text_and_image', 'feature', 'carousel');
  const position = fc.option(fc.integer({ min: 0, max: 5 }));
  const sections = fc
    .uniqueArray(fc.record({ id: fc.string(), type, position }), { selector: ({ id }) => id })
    .chain((all) =>
      fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })),
    );
  fc.assert(
    fc.property(sections, ([all, shuffled]) => {
      expect(arrangeSections(shuffled)).toEqual(arrangeSections(all));
    }),
  );
});
