import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { sampleBase } from '../../src/emulator/sample/base.ts';
import { startEmulator, type RunningEmulator } from '../../src/emulator/server.ts';
import { PIXEL } from '../emulator/fixture-base.ts';
import { expectNoCspViolations, runAxe } from './harness/assertions.ts';
import { openChromium, type ChromiumBrowser, type ChromiumPage } from './harness/chromium.ts';

let dataDir: string;
let emulator: RunningEmulator;
let browser: ChromiumBrowser;
let page: ChromiumPage;

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'offprint-grid-'));
  emulator = await startEmulator({ base: sampleBase, port: 0, dataDir });
  browser = await openChromium();
});
afterAll(async () => {
  await browser?.close();
  await emulator?.close();
  await rm(dataDir, { recursive: true, force: true });
});
beforeEach(async () => {
  emulator.emulator.reset();
  page = await browser.newPage(emulator.url);
  await page.waitFor(`document.querySelectorAll('.cell').length > 0`);
});
afterEach(async () => {
  await expectNoCspViolations(page);
  expect(page.errors).toEqual([]);
  await page.close();
});

const activeFaults = () => emulator.emulator.faults.active().map(({ name }) => name);

test('a fault is switched on and off by its name with the keyboard alone, and the page says which is on', async () => {
  const { keyboard } = page.native;
  await page.native.locator('#open-faults').focus();
  await keyboard.press('Enter');
  await page.native.getByLabel('429 storm').focus();
  await keyboard.press('Space');
  await page.native.getByLabel('table suddenly empty').focus();
  await keyboard.press('Space');
  await page.waitFor(
    `document.querySelector('#weather-text').textContent.includes('429 storm, table suddenly empty')`,
  );
  expect(activeFaults()).toEqual(['429 storm', 'table suddenly empty']);
  await runAxe(page);
  await keyboard.press('Space');
  await page.waitFor(`!document.querySelector('#weather-text').textContent.includes('empty')`);
  expect(activeFaults()).toEqual(['429 storm']);
  await keyboard.press('Escape');
  expect(await page.evaluate(`document.activeElement.id`)).toBe('open-faults');
  await page.click('#faults-off');
  await page.waitFor(`document.querySelector('#weather').hidden`);
  expect(activeFaults()).toEqual([]);
});

test('the page follows a fault that a program has switched', async () => {
  emulator.emulator.faults.add({ kind: 'offline', name: 'offline' });
  await page.waitFor(`document.querySelector('#weather-text').textContent.includes('offline')`);
  expect(await page.native.getByLabel('offline').isChecked()).toBe(true);
});

test('a picture is uploaded, put first, replaced and deleted in an attachment cell, with the keyboard', async () => {
  const { native } = page;
  const cell = native.locator('.cell.multipleAttachments').first();
  await cell.click();
  await native.keyboard.press('Enter');
  await page.waitFor(`document.querySelector('#files').open`);
  const pictures = () =>
    emulator.emulator.table('contents').records()[0]?.fields['image'] as readonly {
      readonly filename: string;
    }[];
  const names = () => pictures().map(({ filename }) => filename);
  const [original] = names();
  expect(pictures()).toHaveLength(1);
  const buffer = Buffer.from(PIXEL.split(',')[1] ?? '', 'base64');
  await native.setInputFiles('#files-input', {
    name: 'dot & more.png',
    mimeType: 'image/png',
    buffer,
  });
  await page.waitFor(`document.querySelectorAll('#files-list li').length === 2`);
  expect(pictures()[1]).toMatchObject({ filename: 'dot & more.png', width: 1, height: 1 });
  await runAxe(page);
  await native.getByLabel('Move first dot & more.png').focus();
  await native.keyboard.press('Enter');
  await expect.poll(names).toEqual(['dot & more.png', original]);
  // The keyboard stays at the file that was moved.
  await page.waitFor(
    `document.activeElement.getAttribute('aria-label') === 'Replace dot & more.png'`,
  );
  const choosing = native.waitForEvent('filechooser');
  await native.keyboard.press('Enter');
  await (await choosing).setFiles({ name: 'newer.png', mimeType: 'image/png', buffer });
  await expect.poll(names).toEqual(['newer.png', original]);
  await page.waitFor(`document.activeElement.getAttribute('aria-label') === 'Replace newer.png'`);
  await native.getByLabel('Delete newer.png').focus();
  await native.keyboard.press('Enter');
  await page.waitFor(`document.querySelectorAll('#files-list li').length === 1`);
  expect(names()).toEqual([original]);
  await page.waitFor(`document.activeElement.id === 'files-input'`);
  await native.keyboard.press('Escape');
  await page.waitFor(`document.activeElement.classList.contains('multipleAttachments')`);
});

test('a cell is edited, a row added and deleted, and the base put back as it was', async () => {
  const { native } = page;
  const titles = () =>
    emulator.emulator
      .table('contents')
      .records()
      .map(({ fields }) => fields['title']);
  const before = titles();
  await page.click('#add-row');
  await page.waitFor(`document.activeElement.closest('[data-row]') !== null`);
  await expect.poll(() => titles().length).toBe(before.length + 1);
  await native.locator('.cell.singleLineText').nth(2).click();
  await native.keyboard.type('Typed');
  await native.keyboard.press('Enter');
  await expect.poll(titles).toContain('Typed');
  await page.click('#delete-row');
  await page.click('#confirm-do');
  await expect.poll(() => titles().length).toBe(before.length);
  await page.click('#open-faults');
  await page.click('#reset');
  await page.click('#confirm-do');
  await expect.poll(titles).toEqual(before);
});
