import { Problem, type Role } from '@gatehouse/sdk';

/** Where a role stands, or is to stand. */
export interface Placed {
  readonly id: string;
  readonly position: number;
}

/** Somebody else has moved, made or deleted a role since the list was shown that a move was made in. */
export class OrderChanged extends Error {
  override readonly name = 'OrderChanged';
}

/** The roles with some of them elsewhere. */
export function moved(roles: readonly Role[], changes: readonly Placed[]): readonly Role[] {
  const wanted = new Map(changes.map(({ id, position }) => [id, position]));
  return roles.map((role) => ({ ...role, position: wanted.get(role.id) ?? role.position }));
}

/** Whether the same roles stand at the same positions: other changes are no conflict for who moves one. */
export function isSameOrder(one: readonly Placed[], other: readonly Placed[]): boolean {
  const positions = new Map(one.map(({ id, position }) => [id, position]));
  return (
    one.length === other.length && other.every(({ id, position }) => positions.get(id) === position)
  );
}

/** Whether a move failed because the list is another one by now. */
export function isOrderConflict(error: unknown): boolean {
  if (error instanceof OrderChanged) return true;
  if (!(error instanceof Problem)) return false;
  // A role is new, another is gone, or one was moved.
  return ['CONFLICT', 'ROLE_NOT_FOUND', 'VERSION_MISMATCH'].includes(error.code);
}
