import type { Role } from '@gatehouse/sdk';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { removeRole } from '../../stores/edit-role.js';
import { BusyButton } from '../shared/BusyButton.js';
import { ProblemAlert } from '../shared/ProblemAlert.js';
import { toast } from '../shared/toast.js';
import { useConfirm } from '../shared/useConfirm.js';

/** Deletes a role, after it was said what follows. */
export function DeleteRole({ role: { id, name } }: { readonly role: Role }): ReactNode {
  const { t } = useTranslation('roles');
  const queries = useQueryClient();
  const navigate = useNavigate();
  const confirm = useConfirm();
  const deleting = useMutation({
    mutationFn: () =>
      removeRole(queries, id, async () => {
        toast(t('deleted', { name }));
        await navigate({ to: '/roles', ignoreBlocker: true });
      }),
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
