import { Paper, Stack, Text } from '@mantine/core';
import { BusyButton } from '../shared/BusyButton.js';
import { useMutation } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import type { ReactNode, SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useMe } from '../../stores/community.js';
import { ProblemAlert } from '../shared/ProblemAlert.js';
import { InviteTree } from '../shared/InviteTree.js';
import { AuditFrame } from './AuditFrame.js';
import { usePersonChoice } from '../shared/person-choice.js';
import { PersonField } from '../shared/PersonField.js';

/** Who brought whom: from anybody up to the owner, and down. */
export function InvitedPage(): ReactNode {
  // The tree's words, too, before the page is shown: else it would be hidden once more until they are there.
  const { t } = useTranslation(['audit', 'members']);
  const { user_id: me } = useMe();
  const navigate = useNavigate();
  const { person = me } = useSearch({ from: '/audit/invited' });
  const choice = usePersonChoice(person);
  const showing = useMutation({
    mutationFn: async () => {
      const userId = await choice.resolve();
      if (userId === null) return;
      await navigate({
        to: '/audit/invited',
        search: userId === undefined ? {} : { person: userId },
        resetScroll: false,
      });
    },
  });
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    showing.mutate();
  };
  return (
    <AuditFrame part="invited">
      <Stack gap="lg">
        <Text c="dimmed">{t('invited.hint')}</Text>
        <Paper withBorder p="md">
          <form onSubmit={submit}>
            <Stack align="flex-start">
              <PersonField label={t('person.label')} choice={choice} />
              {showing.error && <ProblemAlert error={showing.error} />}
              <BusyButton type="submit" isBusy={showing.isPending}>
                {t('invited.show')}
              </BusyButton>
            </Stack>
          </form>
        </Paper>
        <InviteTree key={person} person={person} />
      </Stack>
    </AuditFrame>
  );
}
