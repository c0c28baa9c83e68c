/**
 * Where readers reach the site, with a slash at the end: PUBLIC_URL, and the base path unless its own ends with that
 * already. Everything that tells somebody of an address of the site takes this one.
 */
export function siteUrlOf(publicUrl: string | undefined, basePath: string): string | undefined {
  if (publicUrl === undefined) return undefined;
  const url = `${publicUrl.replace(/\/+$/, '')}/`;
  return new URL(url).pathname.endsWith(basePath) ? url : url + basePath.slice(1);
}
