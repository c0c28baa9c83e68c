import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { siteConfig } from '../../src/site/site-config.ts';

const html = readFileSync(new URL('../../index.html', import.meta.url), 'utf8');
const tokens = readFileSync(new URL('../../src/site/styles/tokens.css', import.meta.url), 'utf8');

/** Custom properties of a `:root` block, the first one being light and the second dark. */
function paletteOf(block: number): Readonly<Record<string, string>> {
  const [, ...blocks] = tokens.split(':root {');
  const declarations = blocks[block]!.split('}')[0]!.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g);
  return Object.fromEntries([...declarations].map(([, name, colour]) => [name!, colour!]));
}

const light = paletteOf(0);
const dark = { ...light, ...paletteOf(1) };

/** WCAG 2.2's relative luminance and contrast ratio. */
function contrast(a: string, b: string): number {
  const [lighter, darker] = [luminance(a), luminance(b)].toSorted((x, y) => y - x) as [
    number,
    number,
  ];
  return (lighter + 0.05) / (darker + 0.05);
}

function luminance(colour: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const value = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

it('[figure R19] has nothing inline that a strict policy would stop', () => {
  expect(html).not.toMatch(/<style|\sstyle=|\son\w+=|javascript:/i);
  for (const [tag] of html.matchAll(/<script[^>]*>/g)) expect(tag).toContain(' src=');
});

it('[B57] begins with the site’s own name and words', () => {
  expect(html).toContain(`<title>${siteConfig.name}</title>`);
  expect(html.replace(/\s+/g, ' ')).toContain(`content="${siteConfig.tagline}"`);
});

it('says what is missing where scripts are not allowed', () => {
  expect(html).toMatch(/<noscript>[^]*JavaScript[^]*<\/noscript>/);
});

it('paints the browser’s bars like the page, light and dark', () => {
  const [lightBar, darkBar] = [...html.matchAll(/name="theme-color" content="([^"]+)"/g)];
  expect(lightBar?.[1]).toBe(light['ground']);
  expect(darkBar?.[1]).toBe(dark['ground']);
});

it('[figure R27] keeps every text readable on every ground, light and dark', () => {
  for (const palette of [light, dark]) {
    for (const text of ['ink', 'ink-soft', 'accent', 'accent-strong', 'away']) {
      for (const ground of ['ground', 'sheet', 'shade']) {
        const ratio = contrast(palette[text]!, palette[ground]!);
        expect(ratio, `${text} on ${ground}`).toBeGreaterThanOrEqual(4.5);
      }
    }
    expect(contrast(palette['on-accent']!, palette['accent']!)).toBeGreaterThanOrEqual(4.5);
    // Marks and outlines need 3:1 (WCAG 1.4.11).
    for (const mark of ['good', 'busy', 'away', 'line-strong']) {
      expect(contrast(palette[mark]!, palette['ground']!), mark).toBeGreaterThanOrEqual(3);
    }
  }
});
