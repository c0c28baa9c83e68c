import { expect, test } from 'vitest';
import { sniffType } from '../../../src/proxy/media/sniff.ts';

const bytes = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0));

test.each([
  ['\x89PNG\r\n\x1a\n…', 'image/png', true],
  ['\xff\xd8\xff\xe0', 'image/jpeg', true],
  ['GIF89a', 'image/gif', true],
  ['RIFF\x10\x00\x00\x00WEBPVP8 ', 'image/webp', true],
  ['\x00\x00\x00\x1cftypavif', 'image/avif', true],
  ['<svg xmlns="http://www.w3.org/2000/svg">', 'image/svg+xml', false],
  ['\xef\xbb\xbf<?xml version="1.0"?>\n<!-- drawn -->\n<svg >', 'image/svg+xml', false],
  ['%PDF-1.7', 'application/pdf', false],
  ['<!doctype html><script>', 'application/octet-stream', false],
  ['<html><svg>', 'application/octet-stream', false],
  ['', 'application/octet-stream', false],
  ['GIF', 'application/octet-stream', false],
])('bytes that begin with %j are %s', (text, type, isInline) => {
  expect(sniffType(bytes(text))).toEqual({ type, isInline });
});

test('looks for the beginning of an SVG in time that does not grow with what is hidden before it', () => {
  const started = performance.now();
  sniffType(bytes('<!--'.repeat(400)));
  sniffType(bytes(`${'<!---->'.repeat(200)}<svg`));
  expect(performance.now() - started).toBeLessThan(200);
});
