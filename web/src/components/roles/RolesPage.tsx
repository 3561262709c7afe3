import { Button, Stack, Text } from '@mantine/core';
import { type Role } from '@gatehouse/sdk';
import { IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { rolesQuery, useMay } from '../../stores/community.js';
import { Loading } from '../shared/Loading.js';
import { PageTitle } from '../shared/PageTitle.js';
import { ProblemAlert } from '../shared/ProblemAlert.js';
import { OrderFailure } from './OrderFailure.js';
import { FixedRole } from './FixedRole.js';
import { SortableRoles } from './SortableRoles.js';
import { useRoleOrder } from './useRoleOrder.js';

/** All roles, the highest first; those below whoever looks can be put in another order. */
export function RolesPage(): ReactNode {
  const { t } = useTranslation('roles');
  const may = useMay();
  const navigate = useNavigate();
  const { data: roles, error, refetch } = useQuery(rolesQuery);
  return (
    <Stack gap="md">
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
  const { fixed, movable, everyone, move, failure } = useRoleOrder(roles);
  return (
    <>
      <Text c="dimmed">{t(may('manage_roles') ? 'orderHint' : 'hint')}</Text>
      {failure !== undefined && <OrderFailure error={failure} />}
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
