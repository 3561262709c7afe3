import { Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import type { Invite } from '@gatehouse/sdk';
import { useDisclosure } from '@mantine/hooks';
import { IconBan } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode, type SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemAlert } from '../shared/ProblemAlert.js';
import { toast } from '../shared/toast.js';
import { revokeInvite } from '../../api/invites.js';
import { inviteQuery } from '../../stores/invites.js';

/** What the server takes of a reason. */
const MAX_REASON = 512;

/** Asks for a reason, and whether it shall be, as it cannot be undone. */
export function RevokeInviteButton({ invite }: { readonly invite: Invite }): ReactNode {
  const { t } = useTranslation(['invites', 'common']);
  const [isOpen, dialog] = useDisclosure(false);
  const queries = useQueryClient();
  const [reason, setReason] = useState('');
  const { code, label } = invite;
  const revoking = useMutation({
    mutationFn: () => revokeInvite(code, reason),
    onSuccess: async () => {
      dialog.close();
      toast(t('revoke.done'));
      await queries.invalidateQueries(inviteQuery(code));
    },
  });
  const tooLong = [...reason].length > MAX_REASON;
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    if (!tooLong) revoking.mutate();
  };
  return (
    <>
      <Button
        color="red"
        variant="outline"
        leftSection={<IconBan size={18} aria-hidden />}
        onClick={dialog.open}
      >
        {t('revoke.open')}
      </Button>
      <Modal opened={isOpen} onClose={dialog.close} title={t('revoke.title')}>
        <form onSubmit={submit} noValidate>
          <Stack>
            <Text>{t('revoke.text', { name: label ?? code })}</Text>
            <TextInput
              label={t('revoke.reason')}
              description={t('revoke.reasonHint')}
              value={reason}
              onChange={(event) => setReason(event.currentTarget.value)}
              error={tooLong ? t('revoke.reasonLong', { count: MAX_REASON }) : undefined}
              autoComplete="off"
              data-autofocus
            />
            {revoking.error && <ProblemAlert error={revoking.error} />}
            <Group justify="flex-end">
              <Button variant="default" onClick={dialog.close}>
                {t('common:cancel')}
              </Button>
              <Button type="submit" color="red" loading={revoking.isPending}>
                {t('revoke.confirm')}
              </Button>
            </Group>
          </Stack>
        </form>
      </Modal>
    </>
  );
}
