import { Paper, Stack, Text, Title } from '@mantine/core';
import { BusyButton } from '../shared/BusyButton.js';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useMe, useServer } from '../../stores/community.js';
import { goAway } from '../../stores/membership.js';
import { useIsOwner } from '../../stores/standing.js';
import { ProblemAlert } from '../shared/ProblemAlert.js';
import { toast } from '../shared/toast.js';
import { useConfirm } from '../shared/useConfirm.js';

/** Leaving the community, and what it means. */
export function LeaveSection(): ReactNode {
  const { t } = useTranslation(['account', 'problems']);
  const { name } = useServer();
  const { user_id } = useMe();
  const isOwner = useIsOwner();
  const queries = useQueryClient();
  const confirm = useConfirm();
  const leaving = useMutation({
    mutationFn: () => goAway(queries),
    onSuccess: () => toast(t('left')),
  });
  const leave = async (): Promise<void> => {
    const question = {
      title: t('leaveTitle', { name }),
      text: t('leaveText'),
      confirm: t('leave'),
    };
    if (await confirm({ ...question, dangerous: true })) leaving.mutate();
  };
  return (
    <Paper withBorder p="lg">
      <Stack align="flex-start">
        <Title order={2} size="h4">
          {t('leave')}
        </Title>
        {isOwner(user_id) ? (
          <Text c="dimmed">
            {t('problems:OWNER_CANNOT_LEAVE.title')}. {t('problems:OWNER_CANNOT_LEAVE.advice')}
          </Text>
        ) : (
          <>
            <Text>{t('leaveText')}</Text>
            {leaving.error && <ProblemAlert error={leaving.error} />}
            <BusyButton
              color="red"
              variant="outline"
              isBusy={leaving.isPending}
              onClick={() => void leave()}
            >
              {t('leave')}
            </BusyButton>
          </>
        )}
      </Stack>
    </Paper>
  );
}
