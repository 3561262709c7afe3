import { Group, Stack } from '@mantine/core';
import { BusyButton } from '../shared/BusyButton.js';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState, type ReactNode, type SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { createRole } from '../../api/roles.js';
import { fieldMessages } from '../shared/problem-text.js';
import { rolesQuery } from '../../stores/community.js';
import { differing } from '../../stores/form-draft.js';
import type { RoleFields } from '../../stores/role-fields.js';
import { PageTitle } from '../shared/PageTitle.js';
import { ProblemAlert } from '../shared/ProblemAlert.js';
import { toast } from '../shared/toast.js';
import { useLeaveWarning } from '../shared/useLeaveWarning.js';
import { BackToRoles } from './BackToRoles.js';
import { RoleFieldset } from './RoleFields.js';

/** Just above `everyone`. */
const LOWEST = 1;

const EMPTY: RoleFields = { name: '', color: '', permissions: 0 };

export function NewRolePage(): ReactNode {
  const { t } = useTranslation(['roles', 'common']);
  const { t: problem } = useTranslation('problems');
  const queries = useQueryClient();
  const navigate = useNavigate();
  const [fields, setFields] = useState(EMPTY);
  const creating = useMutation({
    mutationFn: async ({ name, color, permissions }: RoleFields) => {
      const colored = { color: color === '' ? null : color };
      const body = { name: name.trim(), ...colored, permissions, position: LOWEST };
      return createRole(body);
    },
    onSuccess: async ({ name }) => {
      await queries.invalidateQueries(rolesQuery);
      toast(t('created', { name }));
      await navigate({ to: '/roles', ignoreBlocker: true });
    },
  });
  useLeaveWarning(differing(fields, EMPTY).length > 0);
  const create = (event: SubmitEvent): void => {
    event.preventDefault();
    creating.mutate(fields);
  };
  return (
    <Stack maw={640}>
      <BackToRoles />
      <PageTitle title={t('new')} />
      <form onSubmit={create}>
        <Stack gap="lg">
          <RoleFieldset
            fields={fields}
            onChange={(some) => setFields((now) => ({ ...now, ...some }))}
            messages={fieldMessages(creating.error, problem)}
          />
          {creating.error && <ProblemAlert error={creating.error} />}
          <Group>
            <BusyButton type="submit" isBusy={creating.isPending}>
              {t('create')}
            </BusyButton>
          </Group>
        </Stack>
      </form>
    </Stack>
  );
}
