import { Group, Modal, Stack, TextInput } from '@mantine/core';
import { BusyButton } from '../shared/BusyButton.js';
import type { Invite } from '@gatehouse/sdk';
import { useMediaQuery } from '@mantine/hooks';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRouterState } from '@tanstack/react-router';
import { useEffect, useState, type ReactNode, type SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { now } from '../../stores/clock.js';
import { announce } from '../shared/Announcer.js';
import { toast } from '../shared/toast.js';
import { ProblemAlert } from '../shared/ProblemAlert.js';
import { closeCreateInvite, useDialogs } from '../../stores/dialogs.js';
import { inviteCreator } from '../../stores/create-invite.js';
import { changeDraft, clearDraft, useCurrentDraft } from './draft.js';
import { hear } from '../../stores/heard-invites.js';
import { MINE } from '../../stores/invites.js';
import { InviteMade } from './InviteMade.js';
import { RoleField } from './RoleField.js';
import { TermFields } from './TermFields.js';
import { faultsOf, type Faults } from '../../stores/invite-terms.js';
import { useFaultTexts } from '../../hooks/useFaultTexts.js';
import { useFocusFault } from '../../hooks/useFocusFault.js';

/** One for as long as the page is: also a dialog that was closed and opened again repeats its request. */
const create = inviteCreator();

/** Makes an invite, and hands over its link. It is there once, for every page. */
export function CreateInviteDialog(): ReactNode {
  const { t } = useTranslation('invites');
  const isOpen = useDialogs(({ createInvite }) => createInvite);
  const [made, setMade] = useState<Invite>();
  const isPhone = useMediaQuery('(max-width: 30em)');
  const path = useRouterState({ select: ({ location }) => location.pathname });
  // It belongs to the page that it was opened on.
  useEffect(() => closeCreateInvite, [path]);
  const show = (invite: Invite): void => {
    if (useDialogs.getState().createInvite) setMade(invite);
    else toast(t('made.title'));
  };
  return (
    <Modal
      opened={isOpen}
      onClose={closeCreateInvite}
      // The link stays until it is out of sight.
      onExitTransitionEnd={() => setMade(undefined)}
      title={made ? t('made.title') : t('create')}
      fullScreen={isPhone}
      size="lg"
    >
      {made ? (
        <InviteMade invite={made} onAnother={() => setMade(undefined)} onDone={closeCreateInvite} />
      ) : (
        <CreateForm onMade={show} />
      )}
    </Modal>
  );
}

function CreateForm({ onMade }: { readonly onMade: (invite: Invite) => void }): ReactNode {
  const { t } = useTranslation(['invites', 'common']);
  const queries = useQueryClient();
  const draft = useCurrentDraft();
  const [faults, setFaults] = useState<Faults>({});
  const [refusals, setRefusals] = useState(0);
  const texts = useFaultTexts();
  const form = useFocusFault(refusals);
  useEffect(() => {
    // The dialog has the focus already when another invite is made in it.
    form.current?.querySelector<HTMLElement>('[data-autofocus]')?.focus();
  }, [form]);
  const creating = useMutation({
    mutationFn: create,
    onSuccess: (invite) => {
      hear(queries, invite);
      void queries.invalidateQueries({ queryKey: MINE });
      clearDraft();
      announce(t('made.title'));
      onMade(invite);
    },
    onError: () => setRefusals((count) => count + 1),
  });
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    const found = faultsOf(draft, now());
    setFaults(found);
    if (Object.keys(found).length === 0) creating.mutate(draft);
    else setRefusals((count) => count + 1);
  };
  const errors = texts(faults, creating.error);
  return (
    <form onSubmit={submit} noValidate ref={form}>
      <Stack>
        <TermFields draft={draft} errors={errors} onChange={changeDraft} />
        <RoleField
          value={draft.roleId}
          onChange={(roleId) => changeDraft({ roleId })}
          error={errors.roleId}
        />
        <TextInput
          label={t('form.channel')}
          description={t('form.channelHint')}
          value={draft.channel}
          onChange={(event) => changeDraft({ channel: event.currentTarget.value })}
          error={errors.channel}
          autoComplete="off"
          spellCheck={false}
        />
        {creating.error && <ProblemAlert error={creating.error} />}
        <Group justify="flex-end">
          <BusyButton type="submit" isBusy={creating.isPending}>
            {t('form.submit')}
          </BusyButton>
        </Group>
      </Stack>
    </form>
  );
}
