import type { Role } from '@gatehouse/sdk';
import { useMutation, useMutationState, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { changeCached } from '../../stores/change-cached.js';
import { rolesQuery, useMay } from '../../stores/community.js';
import { moved, type Placed } from '../../stores/role-order.js';
import { saveOrder } from '../../stores/save-order.js';
import { EVERYONE, isBelow, useMyStanding, type Standing } from '../../stores/standing.js';
import { announce } from '../shared/Announcer.js';
import { positionsAfter } from './positions.js';

/** Where `admin` stands: nothing else can stand as high. */
const TOP = 1000;

const MOVE = ['roles', 'move'];

/** There are more roles than positions below whoever moves one. */
export class NoRoom extends Error {
  override readonly name = 'NoRoom';
}

interface Move {
  readonly role: Role;
  readonly to: number;
  /** As the roles were shown when it was made. */
  readonly seen: readonly Role[];
  readonly changes: readonly Placed[];
}

/** The roles in their order, the highest first. */
export interface RoleOrder {
  /** Above all that can be moved. */
  readonly fixed: readonly Role[];
  readonly movable: readonly Role[];
  /** At the bottom, whatever is moved. */
  readonly everyone: readonly Role[];
  /** @param from a place among those that can be moved, as `to` is */
  readonly move: (from: number, to: number) => void;
  /** Why the last move was not made. */
  readonly failure: unknown;
}

/**
 * Shows a move at once: whoever drops a role sees it stay where they dropped it, whatever is fetched meanwhile. If it
 * fails, the roles are where the server has them.
 */
export function useRoleOrder(roles: readonly Role[]): RoleOrder {
  const may = useMay();
  const mine = useMyStanding();
  const [failure, setFailure] = useState<unknown>();
  // What was made in a list that is not to be fails for that, too: the first reason is the one to tell.
  const moving = useMove((error) => setFailure((earlier: unknown) => earlier ?? error));
  const onTheirWay = useMutationState({
    filters: { mutationKey: MOVE, status: 'pending' },
    select: ({ state }) => (state.variables as Move).changes,
  });
  const seen = moved(roles, onTheirWay.flat());
  // As the server sorts them: what is equal stays as it came.
  const sorted = seen.toSorted((one, other) => other.position - one.position);
  const canMove = (role: Role): boolean =>
    may('manage_roles') && !role.is_builtin && isBelow(role, mine);
  const movable = sorted.filter(canMove);
  const move = (from: number, to: number): void => {
    const role = movable[from];
    if (!role) return;
    const changes = positionsAfter(movable, from, to, ceiling(mine));
    setFailure(changes ? undefined : new NoRoom());
    if (changes) moving.mutate({ role, to, seen, changes });
  };
  return {
    fixed: sorted.filter((role) => !canMove(role) && role.id !== EVERYONE),
    movable,
    everyone: sorted.filter(({ id }) => id === EVERYONE),
    move,
    failure,
  };
}

function ceiling({ isOwner, position }: Standing): number {
  return isOwner ? TOP : Math.min(position, TOP);
}

function useMove(onError: (error: Error) => void) {
  const { t } = useTranslation('roles');
  const queries = useQueryClient();
  return useMutation({
    mutationKey: MOVE,
    // One after the other: the next was begun where this one is shown to have ended.
    scope: { id: MOVE.join() },
    mutationFn: ({ seen, changes }: Move) => saveOrder(queries, seen, changes),
    onSuccess: (saved, { role: { name }, to }) => {
      changeCached<readonly Role[]>(queries, rolesQuery.queryKey, () => saved);
      announce(t('moved', { name, place: to + 1 }));
    },
    onError: (error) => {
      onError(error);
      // Not waited for: what is known is shown until then.
      void queries.invalidateQueries(rolesQuery);
    },
  });
}
