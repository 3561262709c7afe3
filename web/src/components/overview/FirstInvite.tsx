import { Button, Group, Stack, Text } from '@mantine/core';
import { BusyButton } from '../shared/BusyButton.js';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { announce } from '../shared/Announcer.js';
import { ProblemAlert } from '../shared/ProblemAlert.js';
import { inviteCreator } from '../../stores/create-invite.js';
import { openCreateInvite } from '../../stores/dialogs.js';
import { hear } from '../../stores/heard-invites.js';
import { MINE, myActiveQuery } from '../../stores/invites.js';
import { NEW_DRAFT } from '../../stores/invite-terms.js';

/** One for as long as the page is: pressed once more, it repeats its request. */
const create = inviteCreator();

/** The first invite of a community, on the terms that the dialog would propose. */
export function FirstInvite({ onMade }: { readonly onMade: () => void }): ReactNode {
  const { t } = useTranslation(['overview', 'invites']);
  const queries = useQueryClient();
  const creating = useMutation({
    mutationFn: () => create(NEW_DRAFT),
    onSuccess: async (invite) => {
      hear(queries, invite);
      announce(t('invites:made.title'));
      onMade();
      queries.setQueryData(myActiveQuery.queryKey, invite);
      await queries.invalidateQueries({ queryKey: MINE });
    },
  });
  return (
    <Stack gap="sm" align="flex-start">
      <Text size="sm" c="dimmed">
        {t('firstRun.inviteText')}
      </Text>
      {creating.error && <ProblemAlert error={creating.error} />}
      <Group gap="sm">
        <BusyButton isBusy={creating.isPending} onClick={() => creating.mutate()}>
          {t('firstRun.make')}
        </BusyButton>
        <Button variant="subtle" onClick={openCreateInvite}>
          {t('firstRun.otherTerms')}
        </Button>
      </Group>
    </Stack>
  );
}
