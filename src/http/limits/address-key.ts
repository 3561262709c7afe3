import { isIPv6 } from 'node:net';
import type { FastifyRequest } from 'fastify';
import { clientAddress } from '../client-address.js';

/** Under what the address of a request is counted. */
export function addressKeyOf(request: FastifyRequest): string {
  return addressKey(clientAddress(request));
}

/**
 * Under what an address is counted, however it is spelt. One subscriber of an IPv6 network has a whole
 * /64: it counts as one address.
 */
export function addressKey(ip: string): string {
  if (!isIPv6(ip)) return ip;
  // The URL parser writes IPv6 addresses in their one canonical form (RFC 5952).
  const canonical = new URL(`http://[${ip.replace(/%.*$/, '')}]`).hostname.slice(1, -1);
  const mapped = /^::ffff:([0-9a-f]+):([0-9a-f]+)$/.exec(canonical);
  if (mapped) return ipv4Of(mapped.slice(1).map((group) => parseInt(group, 16)));
  const [head = '', tail = ''] = canonical.split('::');
  const groups = head === '' ? [] : head.split(':');
  const missing = canonical.includes('::') ? 8 - groups.length - tail.split(':').length : 0;
  return [...groups, ...Array<string>(Math.max(0, missing)).fill('0'), ...tail.split(':')]
    .slice(0, 4)
    .join(':');
}

/** An IPv4 address from its two halves, as they stand in an IPv6 address that maps it. */
function ipv4Of(halves: readonly number[]): string {
  return halves.flatMap((half) => [half >> 8, half & 255]).join('.');
}
