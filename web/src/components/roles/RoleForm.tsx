import { Alert, Group, Stack } from '@mantine/core';
import { type Role } from '@gatehouse/sdk';
import { IconLock } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ReactNode, SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useDraft } from '../../hooks/useDraft.js';
import { changeCached } from '../../stores/change-cached.js';
import { rolesQuery, useMay } from '../../stores/community.js';
import { saveRole } from '../../stores/edit-role.js';
import type { FormDraft } from '../../stores/form-draft.js';
import { ROLE_REBASES, roleFieldsOf, type RoleFields } from '../../stores/role-fields.js';
import { isEditable, useMyStanding } from '../../stores/standing.js';
import { isStale } from '../../stores/write-if-same.js';
import { BusyButton } from '../shared/BusyButton.js';
import { PageTitle } from '../shared/PageTitle.js';
import { ProblemAlert } from '../shared/ProblemAlert.js';
import { fieldMessages } from '../shared/problem-text.js';
import { toast } from '../shared/toast.js';
import { useLeaveWarning } from '../shared/useLeaveWarning.js';
import { DeleteRole } from './DeleteRole.js';
import { RoleFieldset } from './RoleFields.js';
import { StaleRole } from './StaleRole.js';
import { ViewAs } from './ViewAs.js';

interface Props {
  readonly role: Role;
  /** Deleted while one looked. */
  readonly isGone: boolean;
}

/** What a role is called, how it looks, and what it allows. */
export function RoleForm({ role, isGone }: Props): ReactNode {
  const { t } = useTranslation(['roles', 'common']);
  const { t: problem } = useTranslation('problems');
  const queries = useQueryClient();
  const may = useMay();
  const mine = useMyStanding();
  const { id, name, permissions, is_builtin } = role;
  const mayEdit = may('manage_roles') && isEditable(role, mine);
  const latest = roleFieldsOf(role);
  const saving = useMutation({
    mutationFn: (sent: FormDraft<RoleFields>) => saveRole(queries, id, sent),
    onSuccess: (saved, sent) => {
      changeCached<Role[]>(queries, rolesQuery.queryKey, (roles) =>
        roles.map((each) => (each.id === id ? saved : each)),
      );
      draft.saved(sent.fields, { fields: roleFieldsOf(saved), version: saved.version });
      toast(t('saved', { name: saved.name }));
    },
  });
  const draft = useDraft(latest, {
    version: role.version,
    rebases: ROLE_REBASES,
    isSaving: saving.isPending,
  });
  // Of a role that is gone nothing can be saved.
  const mayLeave = useLeaveWarning(draft.isChanged && mayEdit && !isGone);
  const isRefused = isStale(saving.error);
  const save = (event: SubmitEvent): void => {
    event.preventDefault();
    saving.mutate(draft);
  };
  return (
    <>
      <PageTitle title={name}>
        <ViewAs role={role} mayLeave={mayLeave} />
      </PageTitle>
      {!mayEdit && (
        <Alert color="gray" variant="outline" icon={<IconLock aria-hidden />}>
          {t(may('manage_roles') ? (id === 'admin' ? 'adminStays' : 'notBelow') : 'readOnly')}
        </Alert>
      )}
      <form onSubmit={save}>
        <Stack gap="lg">
          {isGone && (
            <Alert color="red" variant="outline" role="alert" title={t('deletedMeanwhile')}>
              {t('deletedMeanwhileText')}
            </Alert>
          )}
          <StaleRole draft={draft} latest={latest} isRefused={isRefused} onChoice={saving.reset} />
          <RoleFieldset
            fields={draft.fields}
            onChange={draft.change}
            messages={fieldMessages(saving.error, problem)}
            had={permissions}
            isReadOnly={!mayEdit}
            keepsName={is_builtin}
          />
          {saving.error && !(isRefused && draft.isStale) && <ProblemAlert error={saving.error} />}
          {mayEdit && (
            <Group justify="space-between">
              <BusyButton
                type="submit"
                isBusy={saving.isPending}
                disabled={!draft.isChanged || isGone}
              >
                {t('common:save')}
              </BusyButton>
              {!is_builtin && <DeleteRole role={role} />}
            </Group>
          )}
        </Stack>
      </form>
    </>
  );
}
