import { Button, Group, List, Modal, Stack, TextInput } from '@mantine/core';
import type { Member } from '@gatehouse/sdk';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode, type SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useServer } from '../../stores/community.js';
import { handOverTo } from '../../stores/hand-over.js';
import { ownerQuery } from '../../stores/standing.js';
import { BusyButton } from '../shared/BusyButton.js';
import { focusTitle } from '../shared/PageTitle.js';
import { useNameOf } from '../shared/Person.js';
import { ProblemAlert } from '../shared/ProblemAlert.js';
import { toast } from '../shared/toast.js';

interface Props {
  readonly heir: Member;
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

/** Says what handing the community over means, and asks for its name before it is done. */
export function HandOver({ heir, isOpen, onClose }: Props): ReactNode {
  const { t } = useTranslation('settings');
  const name = useNameOf()(heir);
  return (
    <Modal opened={isOpen} onClose={onClose} title={t('owner.askTitle', { name })}>
      <HandOverForm heir={heir} onClose={onClose} />
    </Modal>
  );
}

function HandOverForm({ heir, onClose }: Omit<Props, 'isOpen'>): ReactNode {
  const { t } = useTranslation(['settings', 'common']);
  const queries = useQueryClient();
  const { name: community } = useServer();
  const name = useNameOf()(heir);
  const [typed, setTyped] = useState('');
  const handing = useMutation({
    mutationFn: () => handOverTo(queries, heir),
    onSuccess: () => {
      onClose();
      toast(t('owner.done', { name }));
      // What was pressed is gone with the section.
      setTimeout(focusTitle);
    },
  });
  const isConfirmed = plain(typed) === plain(community);
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    if (isConfirmed) handing.mutate();
  };
  const cancel = (): void => {
    onClose();
    // It may have been refused because somebody else is the owner by now.
    if (handing.error) void queries.invalidateQueries(ownerQuery);
  };
  return (
    <form onSubmit={submit}>
      <Stack>
        <List spacing="xs">
          <List.Item>{t('owner.theyGet', { name })}</List.Item>
          <List.Item>{t('owner.youKeep')}</List.Item>
          <List.Item>{t('owner.noWayBack', { name })}</List.Item>
        </List>
        <TextInput
          label={t('owner.confirm', { community })}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
          autoComplete="off"
          spellCheck={false}
          data-autofocus
        />
        {handing.error && <ProblemAlert error={handing.error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={cancel}>
            {t('common:cancel')}
          </Button>
          <BusyButton type="submit" color="red" isBusy={handing.isPending} disabled={!isConfirmed}>
            {t('owner.handOver')}
          </BusyButton>
        </Group>
      </Stack>
    </form>
  );
}

/** A name as one types it: however many spaces it has, and however its letters are made up. */
function plain(name: string): string {
  return name.normalize('NFKC').trim().replaceAll(/\s+/gu, ' ').toLocaleLowerCase();
}
