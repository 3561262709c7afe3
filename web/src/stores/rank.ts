import type { Role } from '@gatehouse/sdk';

/** How high somebody stands: above all, for the owner. The server decides; this is for what to show. */
export interface Standing {
  readonly isOwner: boolean;
  /** Of their highest role. */
  readonly position: number;
}

/** The position of the highest of some roles; 0 is that of `everyone`. */
export function highest(ids: readonly string[], roles: ReadonlyMap<string, Role>): number {
  return Math.max(0, ...ids.map((id) => roles.get(id)?.position ?? 0));
}

/** Whether one stands strictly above the other. */
export function isAbove(one: Standing, other: Standing): boolean {
  return !other.isOwner && (one.isOwner || one.position > other.position);
}
