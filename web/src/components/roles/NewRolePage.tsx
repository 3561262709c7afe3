import { Group, Stack } from '@mantine/core';
import { BusyButton } from '../shared/BusyButton.js';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState, type ReactNode, type SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { fieldMessages } from '../shared/problem-text.js';
import { addRole } from '../../stores/edit-role.js';
import { differing } from '../../stores/form-draft.js';
import type { RoleFields } from '../../stores/role-fields.js';
import { PageTitle } from '../shared/PageTitle.js';
import { ProblemAlert } from '../shared/ProblemAlert.js';
import { toast } from '../shared/toast.js';
import { useLeaveWarning } from '../shared/useLeaveWarning.js';
import { BackToRoles } from './BackToRoles.js';
import { RoleFieldset } from './RoleFields.js';

const EMPTY: RoleFields = { name: '', color: '', permissions: 0 };

export function NewRolePage(): ReactNode {
  const { t } = useTranslation(['roles', 'common']);
  const { t: problem } = useTranslation('problems');
  const queries = useQueryClient();
  const navigate = useNavigate();
  const [fields, setFields] = useState(EMPTY);
  const creating = useMutation({
    mutationFn: (wanted: RoleFields) => addRole(queries, wanted),
    onSuccess: async ({ name }) => {
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
