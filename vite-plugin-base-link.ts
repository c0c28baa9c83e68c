import type { Plugin } from 'vite';
import { readBuildEnv } from './src/proxy/build-env.ts';

/** Gives the site `__BASE_LINK__`, the address of its link to the base; '' hides that link. */
export function baseLink(link: string): Plugin {
  return {
    name: 'offprint:base-link',
    config: () => ({ define: { __BASE_LINK__: JSON.stringify(link) } }),
  };
}

/**
 * The owner's address of the base, unless it leads to this machine and the site is read elsewhere: where it is published as
 * files (META_CSP), or PUBLIC_URL says so. The sample base's address follows AIRTABLE_PORT, as the sample does.
 */
export function baseLinkFor(
  baseUrl: string,
  env: Readonly<Record<string, string | undefined>>,
): string {
  const { PUBLIC_URL = '' } = env;
  const isReadElsewhere =
    readBuildEnv(env).hasMetaPolicy || (PUBLIC_URL !== '' && !isOnThisMachine(PUBLIC_URL));
  if (!isOnThisMachine(baseUrl)) return baseUrl;
  return isReadElsewhere ? '' : withSamplePort(baseUrl, env['AIRTABLE_PORT'] || SAMPLE_PORT);
}

/** The port of `npm start`'s sample base, unless AIRTABLE_PORT names another (src/proxy/config.ts). */
const SAMPLE_PORT = '4181';

function withSamplePort(address: string, port: string): string {
  const url = new URL(address);
  if (url.port !== SAMPLE_PORT || port === SAMPLE_PORT) return address;
  // Any free one is known only once it is taken.
  if (Number(port) === 0) return '';
  url.port = port;
  return url.href;
}

function isOnThisMachine(address: string): boolean {
  const host = URL.parse(address)?.hostname ?? '';
  return /^(?:(?:.+\.)?localhost|127(?:\.\d+){3}|\[::1\])$/.test(host);
}
