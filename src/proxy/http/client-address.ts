/** What the Node server hands in beside a request; other hosts hand in nothing. */
interface Surroundings {
  readonly incoming?: { readonly socket?: { readonly remoteAddress?: string | undefined } };
}

/**
 * Who asks, for limits: the address that the outermost trusted hop saw. `X-Forwarded-For` is believed as far as there are
 * own proxies in front (TRUSTED_HOPS), since anybody may begin the list with what they like. An IPv6 subscriber has a
 * whole /64 to choose from and counts as one.
 */
export function clientAddress(request: Request, env: unknown, trustedHops: number): string {
  const remote = (env as Surroundings | undefined)?.incoming?.socket?.remoteAddress ?? 'unknown';
  if (trustedHops === 0) return grouped(remote);
  const hops = (request.headers.get('x-forwarded-for') ?? '')
    .split(',')
    .map(withoutPort)
    .filter((hop) => hop !== '');
  return grouped(hops.at(-trustedHops) ?? hops[0] ?? remote);
}

/** Some hops name the port as well, which differs from one connection to the next: `192.0.2.1:51000`, `"[2001:db8::1]:51000"`. */
function withoutPort(hop: string): string {
  const plain = hop.trim().replace(/^"(.*)"$/, '$1');
  return /^\[(.*)\](?::\d+)?$/.exec(plain)?.[1] ?? /^([\d.]+):\d+$/.exec(plain)?.[1] ?? plain;
}

function grouped(address: string): string {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '').slice(0, 64);
  if (!plain.includes(':')) return plain;
  const [head = '', tail = ''] = plain.toLowerCase().split('::');
  const front = head === '' ? [] : head.split(':');
  const back = tail === '' ? [] : tail.split(':');
  const missing = plain.includes('::') ? Math.max(0, 8 - front.length - back.length) : 0;
  const groups = [...front, ...Array.from({ length: missing }, () => '0'), ...back];
  return `${groups.slice(0, 4).join(':')}::/64`;
}
