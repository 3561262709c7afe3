import { Button } from '@mantine/core';
import { answerOf, type Member } from '@gatehouse/sdk';
import { useMutation } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/api.js';
import { useNameOf } from '../../ui/person.js';
import { ProblemAlert } from '../../ui/problem-alert.js';
import { useConfirm } from '../../ui/use-confirm.js';

interface Props {
  readonly member: Member;
  readonly onDone: () => Promise<void>;
}

/** Forgets somebody who asked for it, after saying what that means. */
export function EraseButton({ member, onDone }: Props): ReactNode {
  const { t } = useTranslation('members');
  const name = useNameOf()(member);
  const confirm = useConfirm();
  const params = { path: { pubkey: member.user_id } };
  const erasing = useMutation({
    mutationFn: () => answerOf(api.POST('/api/v1/members/{pubkey}/erase', { params })),
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
      <Button color="red" variant="outline" loading={erasing.isPending} onClick={() => void ask()}>
        {t('moderation.erase')}
      </Button>
      {erasing.error && <ProblemAlert error={erasing.error} />}
    </>
  );
}
