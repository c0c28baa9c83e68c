import { BlockList, isIP } from 'node:net';

/**
 * True for an address of the public internet. Everything that belongs to a machine, a house or a data centre is not,
 * nor what is reserved or wraps another address (IPv4-mapped, 6to4, NAT64): behind it there could be a neighbour.
 */
export function isPublicAddress(address: string): boolean {
  switch (isIP(address)) {
    case 4:
      return !RESERVED_4.check(address);
    case 6:
      return GLOBAL_6.check(address, 'ipv6') && !RESERVED_6.check(address, 'ipv6');
    default:
      return false;
  }
}

/** True for this machine's own addresses. */
export function isLoopbackAddress(address: string): boolean {
  return isIP(address) === 4 ? address.startsWith('127.') : address === '::1';
}

// The registries of special addresses: RFC 6890 and what was added since.
const RESERVED_4 = blockList('ipv4', [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
]);
const GLOBAL_6 = blockList('ipv6', [['2000::', 3]]);
const RESERVED_6 = blockList('ipv6', [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
]);

function blockList(
  family: 'ipv4' | 'ipv6',
  subnets: readonly (readonly [net: string, prefix: number])[],
): BlockList {
  const list = new BlockList();
  for (const [net, prefix] of subnets) list.addSubnet(net, prefix, family);
  return list;
}
