import { Stack } from '@mantine/core';
import { type Role } from '@gatehouse/sdk';
import { IconShieldOff } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { rolesQuery } from '../../stores/community.js';
import { EmptyState } from '../shared/EmptyState.js';
import { Loading } from '../shared/Loading.js';
import { PageTitle } from '../shared/PageTitle.js';
import { ProblemAlert } from '../shared/ProblemAlert.js';
import { BackToRoles } from './BackToRoles.js';
import { RoleForm } from './RoleForm.js';

/** One role, for who may change it and for who may not. */
export function RolePage(): ReactNode {
  const { t } = useTranslation('roles');
  const { id } = useParams({ from: '/roles/$id' });
  const { data: roles, error, refetch } = useQuery(rolesQuery);
  const role = roles?.find((each) => each.id === id);
  // What was typed stays, even if the role is gone.
  const [seen, setSeen] = useState<Role>();
  if (role && role !== seen) setSeen(role);
  const shown = role ?? (seen?.id === id ? seen : undefined);
  return (
    <Stack maw={640}>
      <BackToRoles />
      {shown ? (
        <RoleForm key={id} role={shown} isGone={role === undefined} />
      ) : error ? (
        <ProblemAlert error={error} onRetry={() => void refetch()} />
      ) : roles ? (
        <>
          <PageTitle title={t('title')} />
          <EmptyState
            icon={<IconShieldOff size={48} stroke={1.5} />}
            title={t('notFound')}
            text={t('notFoundText')}
          />
        </>
      ) : (
        <Loading />
      )}
    </Stack>
  );
}
