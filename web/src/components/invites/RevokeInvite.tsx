import { Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { BusyButton } from '../shared/BusyButton.js';
import type { Invite } from '@gatehouse/sdk';
import { useDisclosure } from '@mantine/hooks';
import { IconBan } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState, type ReactNode, type SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { focusTitle } from '../shared/PageTitle.js';
import { ProblemAlert } from '../shared/ProblemAlert.js';
import { problemText } from '../shared/problem-text.js';
import { toast, toastProblem } from '../shared/toast.js';
import { toastUndo } from '../shared/ToastUndo.js';
import { remaker, revoke } from '../../stores/revoke-invite.js';
import { useUngrantable } from '../shared/grantable.js';

/** What the server takes of a reason. */
const MAX_REASON = 512;

/** Asks for a reason, and whether it shall be; then offers a new link in its place. */
export function RevokeInviteButton({ invite }: { readonly invite: Invite }): ReactNode {
  const { t } = useTranslation(['invites', 'common']);
  const [isOpen, dialog] = useDisclosure(false);
  const { t: problem } = useTranslation('problems');
  const queries = useQueryClient();
  const navigate = useNavigate();
  const [reason, setReason] = useState('');
  const { code, label } = invite;
  const ungrantable = useUngrantable(invite.grant_role_id);
  const revoking = useMutation({
    mutationFn: () => revoke(queries, code, reason),
    onSuccess: () => {
      dialog.close();
      if (ungrantable) toast(t('revoke.done'));
      else {
        const again = remaker(queries, invite);
        toastUndo({
          to: code,
          text: t('revoke.done'),
          undo: t('revoke.undo'),
          onUndo: () => remaking.mutateAsync(again),
        });
      }
      // The button that the dialog would give the focus back to is gone with the invite.
      setTimeout(focusTitle);
    },
  });
  const remaking = useMutation({
    mutationFn: (again: () => Promise<Invite>) => again(),
    onSuccess: async (made) => {
      toast(t('revoke.remade'));
      await navigate({ to: '/invites/$code', params: { code: made.code } });
    },
    onError: (error) => toastProblem(problemText(error, problem)),
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
              <BusyButton type="submit" color="red" isBusy={revoking.isPending}>
                {t('revoke.confirm')}
              </BusyButton>
            </Group>
          </Stack>
        </form>
      </Modal>
    </>
  );
}
