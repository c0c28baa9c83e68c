import type { Plugin } from 'vite';

/** Gives the site `__BASE_LINK__`, the address of its link to the base; '' hides that link. */
export function baseLink(link: string): Plugin {
  return {
    name: 'offprint:base-link',
    config: () => ({ define: { __BASE_LINK__: JSON.stringify(link) } }),
  };
}

/**
 * The owner's address of the base, unless it leads to this machine and the site is read elsewhere: where it is published as
 * files (META_CSP), or PUBLIC_URL says so.
 */
export function baseLinkFor(
  baseUrl: string,
  env: Readonly<Record<string, string | undefined>>,
): string {
  const { META_CSP, PUBLIC_URL = '' } = env;
  const isReadElsewhere = META_CSP === '1' || (PUBLIC_URL !== '' && !isOnThisMachine(PUBLIC_URL));
  return isReadElsewhere && isOnThisMachine(baseUrl) ? '' : baseUrl;
}

function isOnThisMachine(address: string): boolean {
  const host = URL.parse(address)?.hostname ?? '';
  return /^(?:(?:.+\.)?localhost|127(?:\.\d+){3}|\[::1\])$/.test(host);
}
