/** Headers by name, as data: the server sends them, and the build writes them for hosts that read a `_headers` file. */
export type HeaderSet = Readonly<Record<string, string>>;

/**
 * What a page, its workers and its service worker may do (ASVS 3.4.3, 3.4.7): scripts, styles and connections of our
 * own origin only, no inline script, and DOM sinks closed by Trusted Types but for the policy `offprint`.
 */
export const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "connect-src 'self'",
  "font-src 'self'",
  "frame-src 'self'",
  "manifest-src 'self'",
  "worker-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
  "object-src 'none'",
  "require-trusted-types-for 'script'",
  'trusted-types offprint',
].join('; ');

/** On every answer. */
const COMMON: HeaderSet = {
  'x-content-type-options': 'nosniff',
  'cross-origin-resource-policy': 'same-origin',
};

/** On pages. */
export const DOCUMENT_HEADERS: HeaderSet = {
  ...COMMON,
  'content-security-policy': CONTENT_SECURITY_POLICY,
  'referrer-policy': 'strict-origin-when-cross-origin',
  'cross-origin-opener-policy': 'same-origin',
  'permissions-policy':
    'accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), publickey-credentials-get=(), serial=(), usb=()',
};

/** On scripts: a worker's policy is that of its own script's answer, not of the page that started it. */
export const SCRIPT_HEADERS: HeaderSet = {
  ...COMMON,
  'content-security-policy': CONTENT_SECURITY_POLICY,
};

/** On styles, pictures, fonts and the like of the site's build. */
export const ASSET_HEADERS: HeaderSet = COMMON;

/** On JSON: nothing of it is to be run or framed, should a browser ever show it as a page. */
export const DATA_HEADERS: HeaderSet = {
  ...COMMON,
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
};

/** On attachments: whatever they are, opened by themselves they run nothing and reach nobody. */
export const MEDIA_HEADERS: HeaderSet = {
  ...COMMON,
  'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; sandbox",
};

export const IMMUTABLE = 'public, max-age=31536000, immutable';
export const REVALIDATE = 'no-cache';

/**
 * The same rules for a static host, in the `_headers` form that several of them read. Some of them join what several rules
 * say of one header by a comma, so that no file has two rules for one: but for the policy of media, where the second can
 * only forbid more. What is not named here is revalidated by itself on hosts that read this file. `base` is the path below
 * which the site lies.
 */
export function toHeadersFile(base: string): string {
  const mediaPolicy = MEDIA_HEADERS['content-security-policy']!;
  const rules: readonly (readonly [path: string, headers: HeaderSet])[] = [
    ['*', DOCUMENT_HEADERS],
    ...REVALIDATED.map((path) => [path, { 'cache-control': REVALIDATE }] as const),
    ['assets/*', { 'cache-control': IMMUTABLE }],
    ['v1/o/*', { 'cache-control': IMMUTABLE }],
    ['v1/media/*', { 'content-security-policy': mediaPolicy, 'cache-control': IMMUTABLE }],
  ];
  return rules
    .map(([path, headers]) => {
      const lines = Object.entries(headers).map(([name, value]) => `  ${name}: ${value}\n`);
      return `${base}${path}\n${lines.join('')}`;
    })
    .join('\n');
}

/** What changes under its name, and may not be old: what points to the rest, and what a new version is compared with. */
const REVALIDATED = [
  '',
  '404.html',
  'icons/*',
  'index.html',
  'manifest.webmanifest',
  'news.json',
  'offline.css',
  'offline.html',
  'shell.html',
  'sw.js',
  'v1/live/*',
  'v1/manifest.json',
];
