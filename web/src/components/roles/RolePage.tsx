import { Alert, Group, Stack } from '@mantine/core';
import { BusyButton } from '../shared/BusyButton.js';
import { type Role } from '@gatehouse/sdk';
import { IconLock, IconShieldOff } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import { useState, type ReactNode, type SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { deleteRole, editRole } from '../../api/roles.js';
import { fieldMessages } from '../shared/problem-text.js';
import { rolesQuery, useMay } from '../../stores/community.js';
import { isEditable, useMyStanding } from '../../stores/standing.js';
import { changeCached } from '../../stores/change-cached.js';
import { EmptyState } from '../shared/EmptyState.js';
import { Loading } from '../shared/Loading.js';
import { PageTitle } from '../shared/PageTitle.js';
import { ProblemAlert } from '../shared/ProblemAlert.js';
import { StaleNotice } from '../shared/StaleNotice.js';
import { toast } from '../shared/toast.js';
import { useConfirm } from '../shared/useConfirm.js';
import { useDraft } from '../../hooks/useDraft.js';
import { BackToRoles } from './BackToRoles.js';
import { RoleFieldset, type RoleFields } from './RoleFields.js';

function fieldsOf({ name, color, permissions }: Role): RoleFields {
  return { name, color: color ?? '', permissions };
}

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

interface Props {
  readonly role: Role;
  /** Deleted while one looked. */
  readonly isGone: boolean;
}

function RoleForm({ role, isGone }: Props): ReactNode {
  const { t } = useTranslation(['roles', 'common']);
  const queries = useQueryClient();
  const may = useMay();
  const mine = useMyStanding();
  const { id, name, permissions, is_builtin } = role;
  const mayEdit = may('manage_roles') && isEditable(role, mine);
  const draft = useDraft(fieldsOf(role));
  const saving = useMutation({
    mutationFn: ({ name: renamed, color: recolored, ...others }: Partial<RoleFields>) => {
      const body = {
        ...others,
        ...(renamed !== undefined && { name: renamed.trim() }),
        ...(recolored !== undefined && { color: recolored === '' ? null : recolored }),
      };
      return editRole(id, body);
    },
    onSuccess: (saved) => {
      changeCached<Role[]>(queries, rolesQuery.queryKey, (roles) =>
        roles.map((each) => (each.id === id ? saved : each)),
      );
      draft.change(fieldsOf(saved));
      toast(t('saved', { name: saved.name }));
    },
  });
  const save = (event: SubmitEvent): void => {
    event.preventDefault();
    saving.mutate(draft.changes);
  };
  return (
    <>
      <PageTitle title={name} />
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
          {draft.stale.length > 0 && (
            <StaleNotice
              fields={draft.stale.map((field) => t(`field.${field}`))}
              onShow={draft.reset}
            />
          )}
          <RoleFieldset
            fields={draft.fields}
            onChange={draft.change}
            messages={fieldMessages(saving.error)}
            had={permissions}
            isReadOnly={!mayEdit}
            keepsName={is_builtin}
          />
          {saving.error && <ProblemAlert error={saving.error} />}
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

function DeleteRole({ role: { id, name } }: { readonly role: Role }): ReactNode {
  const { t } = useTranslation('roles');
  const queries = useQueryClient();
  const navigate = useNavigate();
  const confirm = useConfirm();
  const deleting = useMutation({
    mutationFn: () => deleteRole(id),
    onSuccess: async () => {
      toast(t('deleted', { name }));
      await navigate({ to: '/roles' });
      await queries.invalidateQueries(rolesQuery);
    },
  });
  const ask = async (): Promise<void> => {
    const question = {
      title: t('deleteTitle', { name }),
      text: t('deleteText'),
      confirm: t('delete'),
      dangerous: true,
    };
    if (await confirm(question)) deleting.mutate();
  };
  return (
    <>
      <BusyButton
        color="red"
        variant="outline"
        isBusy={deleting.isPending}
        onClick={() => void ask()}
      >
        {t('delete')}
      </BusyButton>
      {deleting.error && <ProblemAlert error={deleting.error} />}
    </>
  );
}
