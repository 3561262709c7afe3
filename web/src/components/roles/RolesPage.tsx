import { Button, Stack, Text } from '@mantine/core';
import { type Role } from '@gatehouse/sdk';
import { IconPlus } from '@tabler/icons-react';
import { useMutation, useMutationState, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { editRole } from '../../api/roles.js';
import { rolesQuery, useMay } from '../../stores/community.js';
import { isBelow, useMyStanding, type Standing } from '../../stores/standing.js';
import { changeCached } from '../../stores/change-cached.js';
import { announce } from '../shared/Announcer.js';
import { Loading } from '../shared/Loading.js';
import { PageTitle } from '../shared/PageTitle.js';
import { ProblemAlert } from '../shared/ProblemAlert.js';
import { positionsAfter, type Placed } from './positions.js';
import { FixedRole, SortableRoles } from './SortableRoles.js';

/** Where `admin` stands: nothing else can stand as high. */
const TOP = 1000;

/** All roles, the highest first; those below whoever looks can be put in another order. */
export function RolesPage(): ReactNode {
  const { t } = useTranslation('roles');
  const may = useMay();
  const navigate = useNavigate();
  const { data: roles, error, refetch } = useQuery(rolesQuery);
  return (
    <Stack maw={760} gap="md">
      <PageTitle title={t('title')}>
        {may('manage_roles') && (
          <Button
            leftSection={<IconPlus size={18} aria-hidden />}
            onClick={() => void navigate({ to: '/roles/new' })}
          >
            {t('new')}
          </Button>
        )}
      </PageTitle>
      {roles ? (
        <RoleOrder roles={roles} />
      ) : error ? (
        <ProblemAlert error={error} onRetry={() => void refetch()} />
      ) : (
        <Loading />
      )}
    </Stack>
  );
}

function RoleOrder({ roles }: { readonly roles: readonly Role[] }): ReactNode {
  const { t } = useTranslation('roles');
  const may = useMay();
  const mine = useMyStanding();
  const moving = useMove();
  const onTheirWay = useMutationState({
    filters: { mutationKey: MOVE, status: 'pending' },
    select: ({ state }) => (state.variables as Move).changes ?? [],
  });
  // Shown at once: whoever drops a role sees it stay where they dropped it, whatever is fetched meanwhile.
  // As the server sorts them: what is equal stays as it came.
  const sorted = moved(roles, onTheirWay.flat()).toSorted(
    (one, other) => other.position - one.position,
  );
  const canMove = (role: Role): boolean =>
    may('manage_roles') && !role.is_builtin && isBelow(role, mine);
  const movable = sorted.filter(canMove);
  const everyone = sorted.filter(({ id }) => id === 'everyone');
  const fixed = sorted.filter((role) => !canMove(role) && role.id !== 'everyone');
  const move = (from: number, to: number): void => {
    const role = movable[from];
    if (role)
      moving.mutate({ role, changes: positionsAfter(movable, from, to, ceiling(mine)), to });
  };
  return (
    <>
      <Text c="dimmed">{t(may('manage_roles') ? 'orderHint' : 'hint')}</Text>
      {moving.error && <ProblemAlert error={moving.error} />}
      {moving.data === false && <Text role="alert">{t('noRoom')}</Text>}
      <Stack gap="xs" component="ol" p={0} m={0} style={{ listStyle: 'none' }}>
        {fixed.map((role) => (
          <FixedRole key={role.id} role={role} />
        ))}
        <SortableRoles roles={movable} onMove={move} />
        {everyone.map((role) => (
          <FixedRole key={role.id} role={role} />
        ))}
      </Stack>
    </>
  );
}

function ceiling({ isOwner, position }: Standing): number {
  return isOwner ? TOP : Math.min(position, TOP);
}

/** The roles with some of them elsewhere. */
function moved(roles: readonly Role[], changes: readonly Placed[]): readonly Role[] {
  const wanted = new Map(changes.map(({ id, position }) => [id, position]));
  return roles.map((role) => ({ ...role, position: wanted.get(role.id) ?? role.position }));
}

const MOVE = ['roles', 'move'];

interface Move {
  readonly role: Role;
  readonly to: number;
  /** `undefined` if there is no room. */
  readonly changes: readonly Placed[] | undefined;
}

function useMove() {
  const { t } = useTranslation('roles');
  const queries = useQueryClient();
  return useMutation({
    mutationKey: MOVE,
    // One after the other: the next was begun where this one is shown to have ended.
    scope: { id: MOVE.join() },
    mutationFn: async ({ changes }: Move): Promise<boolean> => {
      for (const { id, position } of changes ?? []) {
        await editRole(id, { position });
      }
      return changes !== undefined;
    },
    onSuccess: (_, { role: { name }, to, changes = [] }) => {
      changeCached<readonly Role[]>(queries, rolesQuery.queryKey, (known) => moved(known, changes));
      announce(t('moved', { name, place: to + 1 }));
    },
    onSettled: () => queries.invalidateQueries(rolesQuery),
  });
}
