import { readFile } from 'node:fs/promises';

const SCRIPTS = [
  'main',
  'calls',
  'cells',
  'columns',
  'confirm',
  'editing',
  'editor',
  'elements',
  'faults',
  'files',
  'keyboard',
  'selection',
  'sheet',
  'tabs',
];

/** The files of the grid page: its address, its file beside this one, and what it is. */
const FILES: Readonly<Record<string, readonly [file: string, type: string]>> = {
  '/': ['page.html', 'text/html; charset=utf-8'],
  '/grid/page.css': ['page.css', 'text/css; charset=utf-8'],
  '/grid/icon.svg': ['icon.svg', 'image/svg+xml'],
  ...Object.fromEntries(
    SCRIPTS.map((name) => [
      `/grid/${name}.js`,
      [`${name}.js`, 'text/javascript; charset=utf-8'] as const,
    ]),
  ),
};

/** The page runs nothing but its own files and talks to nobody but the emulator. */
const HEADERS = {
  'cache-control': 'no-cache',
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
};

/** Answers the grid page and its files; `undefined` for every other address. */
export async function servePage(request: Request): Promise<Response | undefined> {
  const { pathname } = new URL(request.url);
  const entry = Object.hasOwn(FILES, pathname) ? FILES[pathname] : undefined;
  if (entry === undefined) return undefined;
  const bytes = await readFile(new URL(`./page/${entry[0]}`, import.meta.url));
  return new Response(new Uint8Array(bytes), { headers: { ...HEADERS, 'content-type': entry[1] } });
}
