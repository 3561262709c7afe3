import { isIP } from 'node:net';
import type { FastifyRequest } from 'fastify';

/**
 * Where a request came from, as far as we believe it. What is no address is none, whoever wrote it into
 * `X-Forwarded-For`: then it is the proxy's that handed it on.
 */
export function clientAddress({
  ip,
  ips,
  socket,
}: Pick<FastifyRequest, 'ip' | 'ips' | 'socket'>): string {
  // The first is who connected, the last is whom the proxies name.
  const address = [ip, ...(ips ?? []).toReversed()].find((each) => isIP(each) !== 0);
  return address ?? socket.remoteAddress ?? '';
}
