import { expect, test } from 'vitest';
import { svgSize } from '../../../src/proxy/media/svg-size.ts';

test.each([
  ['<svg width="30" height="20.4px">', 30, 20],
  ["<?xml?><!-- <b> --><svg xmlns='x' viewBox='0 0 12,8'>", 12, 8],
  ['<svg width="100%" height="100%" viewBox="0 0 7 9">', 7, 9],
  ['<svg width="0" height="20">', null, null],
  ['<svg stroke-width="3" viewBox="0 0 1">', null, null],
  ['<svg width="1e9" height="3">', null, null],
  ['<p>', null, null],
])('%s is %j by %j', (text, width, height) => {
  expect(svgSize(new TextEncoder().encode(text))).toEqual({ width, height });
});
