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
 * The same rules for a static host, in the `_headers` form that several of them read; later rules add to earlier ones, and
 * a second policy can only forbid more. `base` is the path below which the site lies.
 */
export function toHeadersFile(base: string): string {
  const rules: readonly (readonly [path: string, headers: HeaderSet])[] = [
    ['/*', { ...DOCUMENT_HEADERS, 'cache-control': REVALIDATE }],
    ['/assets/*', { 'cache-control': IMMUTABLE }],
    ['/v1/o/*', { 'cache-control': IMMUTABLE }],
    ['/v1/media/*', { ...MEDIA_HEADERS, 'cache-control': IMMUTABLE }],
  ];
  return rules
    .map(([path, headers]) => {
      const lines = Object.entries(headers).map(([name, value]) => `  ${name}: ${value}\n`);
      return `${base}${path.slice(1)}\n${lines.join('')}`;
    })
    .join('\n');
}
