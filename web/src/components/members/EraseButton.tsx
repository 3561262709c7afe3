import { BusyButton } from '../shared/BusyButton.js';
import { type Member } from '@gatehouse/sdk';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { eraseMember } from '../../stores/moderation.js';
import { useNameOf } from '../shared/Person.js';
import { ProblemAlert } from '../shared/ProblemAlert.js';
import { useConfirm } from '../shared/useConfirm.js';

interface Props {
  readonly member: Member;
  readonly onDone: () => Promise<void>;
}

/** Forgets somebody who asked for it, after saying what that means. */
export function EraseButton({ member, onDone }: Props): ReactNode {
  const { t } = useTranslation('members');
  const name = useNameOf()(member);
  const queries = useQueryClient();
  const confirm = useConfirm();
  const erasing = useMutation({
    mutationFn: () => eraseMember(queries, member.user_id),
    onSuccess: onDone,
  });
  const ask = async (): Promise<void> => {
    const question = {
      title: t('moderation.eraseTitle', { name }),
      text: t('moderation.eraseText'),
      confirm: t('moderation.erase'),
      dangerous: true,
    };
    if (await confirm(question)) erasing.mutate();
  };
  return (
    <>
      <BusyButton
        color="red"
        variant="outline"
        isBusy={erasing.isPending}
        onClick={() => void ask()}
      >
        {t('moderation.erase')}
      </BusyButton>
      {erasing.error && <ProblemAlert error={erasing.error} />}
    </>
  );
}
