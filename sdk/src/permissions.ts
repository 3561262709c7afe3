import { PERMISSION_BITS } from './generated/messages.js';

export type Permission = keyof typeof PERMISSION_BITS;

const NAMES = Object.keys(PERMISSION_BITS) as readonly Permission[];

/** The permissions in a role's bitfield, by name. */
export function permissionsIn(bits: number): readonly Permission[] {
  return NAMES.filter((name) => (bits & (1 << PERMISSION_BITS[name])) !== 0);
}
