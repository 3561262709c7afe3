import { Group, Paper, Stack, Switch, Text, Title } from '@mantine/core';
import { permissionsIn, type Member, type Role } from '@gatehouse/sdk';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { setMemberRole } from '../../stores/moderation.js';
import { useMay, useMe, useRoles } from '../../stores/community.js';
import {
  ADMIN,
  highest,
  isAbove,
  isBelow,
  lacking,
  useIsOwner,
  useMyStanding,
} from '../../stores/standing.js';
import { announce } from '../shared/Announcer.js';
import { ProblemAlert } from '../shared/ProblemAlert.js';
import { RoleBadge, RoleDot } from '../shared/RoleBadge.js';

interface Props {
  readonly member: Member;
}

/** The roles of somebody; with a switch, those that whoever looks can give and take. */
export function MemberRolesSection({ member }: Props): ReactNode {
  const { t } = useTranslation('members');
  const may = useMay();
  const { user_id: me } = useMe();
  const roles = useRoles();
  const mine = useMyStanding();
  const isOwner = useIsOwner();
  const { user_id, roles: held, pubkey } = member;
  const theirs = { isOwner: isOwner(user_id), position: highest(held, roles) };
  const mayChange = may('manage_roles') && (user_id === me || isAbove(mine, theirs));
  const sorted = [...roles.values()].sort((one, other) => other.position - one.position);
  const canSwitch = (role: Role): boolean =>
    mayChange && isBelow(role, mine) && !(theirs.isOwner && role.id === ADMIN);
  const fixed = sorted.filter((role) => held.includes(role.id) && !canSwitch(role));
  const switched = sorted.filter(canSwitch);
  return (
    <Paper withBorder p="lg" component="section">
      <Stack gap="md">
        <Title order={2} size="h4">
          {t('roles.title')}
        </Title>
        {held.length === 0 && switched.length === 0 && <Text c="dimmed">{t('roles.none')}</Text>}
        {fixed.length > 0 && (
          <Group gap="xs">
            {fixed.map((role) => (
              <RoleBadge key={role.id} role={role} />
            ))}
          </Group>
        )}
        {pubkey !== null &&
          switched.map((role) => (
            <RoleSwitch key={role.id} role={role} pubkey={pubkey} isHeld={held.includes(role.id)} />
          ))}
        {mayChange && (
          <Text size="sm" c="dimmed">
            {t('roles.onlyBelow')}
          </Text>
        )}
      </Stack>
    </Paper>
  );
}

interface SwitchProps {
  readonly role: Role;
  readonly pubkey: string;
  readonly isHeld: boolean;
}

function RoleSwitch({ role, pubkey, isHeld }: SwitchProps): ReactNode {
  const { t } = useTranslation(['members', 'people']);
  const queries = useQueryClient();
  const may = useMay();
  const { name, permissions, color } = role;
  const changing = useMutation({
    // Until it is done, and what is shown is up to date, the switch stays as it was put.
    mutationFn: (give: boolean) => setMemberRole(queries, { pubkey, role: role.id, isHeld: give }),
    onSuccess: (_, give) => {
      announce(t(give ? 'roles.given' : 'roles.taken', { name }));
    },
  });
  const lacks = lacking(permissionsIn(permissions), may);
  const isOff = !isHeld && !changing.isPending && lacks.length > 0;
  const names = lacks.map((permission) => t(`people:permission.${permission}.name`)).join(', ');
  return (
    <>
      <Switch
        checked={changing.isPending ? changing.variables : isHeld}
        // With the attribute `disabled` it would let the focus fall as soon as such a role is taken.
        aria-disabled={isOff}
        data-disabled={isOff || undefined}
        onChange={({ currentTarget: { checked } }) => {
          if (!isOff) changing.mutate(checked);
        }}
        label={
          <Group gap={6} component="span">
            {color !== null && <RoleDot color={color} />}
            <bdi>{name}</bdi>
          </Group>
        }
        description={isOff ? t('roles.lacks', { names }) : undefined}
      />
      {changing.error && <ProblemAlert error={changing.error} />}
    </>
  );
}
