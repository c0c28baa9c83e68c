import { accessSync, constants, globSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { BrowserName } from './browser.ts';

/** Every engine, in the order the tests run them. */
export const browserNames: readonly BrowserName[] = ['chromium', 'firefox', 'webkit'];

/** The Debian packages that bring each engine. */
export const packagesByBrowser: Readonly<Record<BrowserName, readonly string[]>> = {
  chromium: ['chromium'],
  firefox: ['firefox-esr'],
  webkit: ['webkit2gtk-driver', 'xvfb'],
};

/** The programs the drivers start; WebKit takes three. */
export type Program = 'chromium' | 'firefox' | 'WebKitWebDriver' | 'MiniBrowser' | 'Xvfb';

/** Whether everything this engine's driver starts is here. */
export function isInstalled(name: BrowserName): boolean {
  return programsByBrowser[name].every((program) => find(program) !== undefined);
}

/** The path of a program, the environment's CHROMIUM_PATH and FIREFOX_PATH first. Throws one line that says how to get it. */
export function executableOf(program: Program): string {
  const path = find(program);
  if (path !== undefined) return path;
  const name = browserNames.find((each) => programsByBrowser[each].includes(program));
  throw new Error(`${program} is missing: ${howToInstall(name ?? 'webkit')}`);
}

/** One line for whoever lacks this engine. */
export function howToInstall(name: BrowserName): string {
  return `${name} is not installed; apt-get install ${packagesByBrowser[name].join(' ')}`;
}

const programsByBrowser: Readonly<Record<BrowserName, readonly Program[]>> = {
  chromium: ['chromium'],
  firefox: ['firefox'],
  webkit: ['WebKitWebDriver', 'MiniBrowser', 'Xvfb'],
};

const candidates: Readonly<Record<Program, () => readonly (string | undefined)[]>> = {
  chromium: () => [
    process.env['CHROMIUM_PATH'],
    ...['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'].flatMap(onPath),
  ],
  firefox: () => [process.env['FIREFOX_PATH'], ...['firefox-esr', 'firefox'].flatMap(onPath)],
  WebKitWebDriver: () => onPath('WebKitWebDriver'),
  // Debian keeps WebKitGTK's test browser beside its library; the newest API level sorts last.
  MiniBrowser: () => globSync('/usr/lib*/{*/,}webkit*gtk-*/MiniBrowser').toSorted().toReversed(),
  Xvfb: () => onPath('Xvfb'),
};

function find(program: Program): string | undefined {
  return candidates[program]().find((path) => path !== undefined && isExecutable(path));
}

function onPath(program: string): readonly string[] {
  return (process.env['PATH'] ?? '').split(delimiter).map((folder) => join(folder, program));
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    // Missing and not executable mean the same here.
    return false;
  }
}
