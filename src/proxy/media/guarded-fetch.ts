import { lookup as systemLookup, type LookupAddress } from 'node:dns';
import { request as requestHttp, type IncomingMessage } from 'node:http';
import { request as requestHttps } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { Readable } from 'node:stream';
import { isLoopbackAddress, isPublicAddress } from './public-address.ts';

/** Asks for every address of a name; as `dns.lookup` with `all`. */
export type LookupAll = (
  hostname: string,
  callback: (error: Error | null, addresses: readonly LookupAddress[]) => void,
) => void;

/**
 * A fetch that connects to public addresses only, and to this machine where `apiUrl` itself is on it (the emulator).
 * The addresses are judged where the connection is made, so a name that answers differently the second time gains nothing.
 * It takes GET alone, follows no redirect and decodes nothing.
 */
export function createGuardedFetch(
  apiUrl: string,
  lookupAll: LookupAll = (hostname, callback) => systemLookup(hostname, { all: true }, callback),
): (request: Request) => Promise<Response> {
  const mayLoopBack = isLoopbackHost(new URL(apiUrl).hostname);
  const isAllowed = (address: string) =>
    isPublicAddress(address) || (mayLoopBack && isLoopbackAddress(address));

  const lookup: LookupFunction = (hostname, options, callback) => {
    lookupAll(hostname, (error, found) => {
      const [first, ...more] = found.filter(({ address }) => isAllowed(address));
      if (error) callback(error, '');
      else if (!first) callback(new Error('its host has no public address'), '');
      else if (options.all) callback(null, [first, ...more]);
      else callback(null, first.address, first.family);
    });
  };

  return (request) => {
    const url = new URL(request.url);
    const literal = url.hostname.replace(/^\[|\]$/g, '');
    // A number is not looked up.
    if (isIP(literal) !== 0 && !isAllowed(literal)) {
      return Promise.reject(new Error('its host has no public address'));
    }
    return new Promise((resolve, reject) => {
      const begin = url.protocol === 'https:' ? requestHttps : requestHttp;
      const { signal } = request;
      begin(url, { lookup, signal, agent: false, headers: { accept: '*/*' } }, (incoming) => {
        try {
          resolve(responseOf(incoming));
        } catch (error) {
          // A status that no response can have: nobody else would catch what is thrown in an event.
          incoming.destroy();
          reject(error);
        }
      })
        .on('error', reject)
        .end();
    });
  };
}

function responseOf(incoming: IncomingMessage): Response {
  const { statusCode = 0, headers } = incoming;
  const kept = new Headers();
  for (const name of ['content-type', 'content-length', 'location'] as const) {
    const value = headers[name];
    if (value !== undefined) kept.set(name, value);
  }
  const isBodiless = [204, 205, 304].includes(statusCode);
  if (isBodiless) incoming.resume();
  const body = isBodiless ? null : (Readable.toWeb(incoming) as ReadableStream<Uint8Array>);
  return new Response(body, { status: statusCode, headers: kept });
}

function isLoopbackHost(hostname: string): boolean {
  return hostname === 'localhost' || isLoopbackAddress(hostname.replace(/^\[|\]$/g, ''));
}
