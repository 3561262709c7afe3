import { Group, Paper, Text } from '@mantine/core';
import { permissionsIn, type Role } from '@gatehouse/sdk';
import type { CSSProperties, ReactNode, Ref } from 'react';
import { useTranslation } from 'react-i18next';
import { PageLink } from '../shared/PageLink.js';
import { RoleDot } from '../shared/RoleBadge.js';

interface Props {
  readonly role: Role;
  readonly handle: ReactNode;
  readonly children?: ReactNode;
  readonly cardRef?: Ref<HTMLLIElement>;
  readonly style?: CSSProperties;
}

/** A role in the list of them. */
export function RoleCard({ role, handle, children, cardRef, style }: Props): ReactNode {
  const { t } = useTranslation(['roles', 'people']);
  const held = permissionsIn(role.permissions);
  const isAdmin = held.includes('administrator');
  return (
    <Paper withBorder p="sm" component="li" {...(cardRef && { ref: cardRef })} style={style ?? {}}>
      <Group wrap="nowrap" gap="sm">
        {handle}
        <div style={{ flex: 1, minWidth: 0 }}>
          <Group gap={6} wrap="nowrap">
            {role.color !== null && <RoleDot color={role.color} />}
            <PageLink to="/roles/$id" params={{ id: role.id }} fw={600}>
              <bdi>{role.name}</bdi>
            </PageLink>
          </Group>
          <Text size="sm" c="dimmed">
            {isAdmin
              ? t('people:permission.administrator.name')
              : t('permissionCount', { count: held.length })}
            {role.id === 'everyone' && ` · ${t('everyone')}`}
          </Text>
        </div>
        {children}
      </Group>
    </Paper>
  );
}
