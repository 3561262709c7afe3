import { isIP, isIPv4 } from 'node:net';

export const PROXIES =
  'false, how many proxies there are, from 1 to 10, or their networks, e.g. 10.0.0.0/8,::1';

/** Whom we believe where a request came from: so many proxies, one behind the other, or those in these networks. */
export type TrustedProxies = number | string;

/** @returns `undefined` for what names no proxies */
export function proxiesIn(setting: string): TrustedProxies | undefined {
  if (setting === 'false') return 0;
  // What it was called while there could be only one.
  if (setting === 'true') return 1;
  if (/^([1-9]|10)$/.test(setting)) return Number(setting);
  const networks = setting.split(',').map((network) => network.trim());
  return networks.every(isNetwork) ? networks.join(',') : undefined;
}

function isNetwork(text: string): boolean {
  const [address = '', length, ...more] = text.split('/');
  if (isIP(address) === 0 || more.length > 0) return false;
  const bits = isIPv4(address) ? 32 : 128;
  // A network of everybody would believe whatever a client writes.
  return length === undefined || (/^[1-9]\d{0,2}$/.test(length) && Number(length) <= bits);
}
