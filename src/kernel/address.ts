import { BlockList, isIPv4, isIPv6 } from 'node:net';

/**
 * What stands behind an IP address, for whoever is about to connect to one that somebody else named.
 * - `public`: reachable for everyone.
 * - `private`: a network of an organisation (RFC 1918, RFC 6598, RFC 4193).
 * - `loopback`: this machine.
 * - `special`: never a place to send anything to: link-local, cloud metadata, multicast, documentation, reserved,
 *   and IPv6 forms that hide an IPv4 address. Also everything that is no address.
 */
export type AddressClass = 'public' | 'private' | 'loopback' | 'special';

const loopback = listOf(['127.0.0.0/8'], ['::1/128']);

const privateNetworks = listOf(
  ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10'],
  ['fc00::/7'],
);

/** IANA special-purpose registries, and where clouds keep their metadata outside of link-local. */
const special = listOf(
  [
    '0.0.0.0/8',
    '169.254.0.0/16',
    '192.0.0.0/24',
    '192.0.2.0/24',
    '192.88.99.0/24',
    '198.18.0.0/15',
    '198.51.100.0/24',
    '203.0.113.0/24',
    '224.0.0.0/3',
    '100.100.100.200/32',
    '168.63.129.16/32',
  ],
  ['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20', 'fd00:ec2::254/128', 'fd20:ce::254/128'],
);

/** IPv4 addresses in IPv6 clothes; kept apart because a list with these would match plain IPv4 addresses as well. */
const mapped = listOf([], ['::ffff:0:0/96']);

/** All that IANA has given out as global unicast. */
const globalUnicast = listOf([], ['2000::/3']);

/** The class of an address as text, without brackets. */
export function addressClassOf(address: string): AddressClass {
  const family = isIPv4(address) ? 'ipv4' : isIPv6(address) ? 'ipv6' : null;
  // A scoped address (fe80::1%eth0) is one of this link.
  if (family === null || address.includes('%') || special.check(address, family)) return 'special';
  if (family === 'ipv6' && mapped.check(address, family)) return 'special';
  if (loopback.check(address, family)) return 'loopback';
  if (privateNetworks.check(address, family)) return 'private';
  return family === 'ipv4' || globalUnicast.check(address, family) ? 'public' : 'special';
}

function listOf(ipv4: readonly string[], ipv6: readonly string[]): BlockList {
  const list = new BlockList();
  for (const [family, networks] of [['ipv4', ipv4] as const, ['ipv6', ipv6] as const]) {
    for (const network of networks) {
      const [address = '', bits] = network.split('/');
      list.addSubnet(address, Number(bits), family);
    }
  }
  return list;
}

/** An address as its owner knows it: sockets of both families give an IPv4 address in IPv6 clothes. */
export function plainAddress(address: string): string {
  return /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1] ?? address;
}
