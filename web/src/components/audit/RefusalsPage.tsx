import { Group, Paper, SimpleGrid, Stack, Text, TextInput } from '@mantine/core';
import { BusyButton } from '../shared/BusyButton.js';
import { useMutation } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import type { ReactNode, SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemAlert } from '../shared/ProblemAlert.js';
import { AuditFrame } from './AuditFrame.js';
import { isInvite } from '../../stores/audit-filter.js';
import { without } from '../../stores/search-params.js';
import { codeIn } from './filter-draft.js';
import { usePersonChoice } from '../shared/person-choice.js';
import { PersonField } from '../shared/PersonField.js';
import { RefusalList } from './RefusalList.js';
import type { Asked } from '../../stores/refusals.js';
import { useStateOf } from '../../hooks/useStateOf.js';

type Fault = 'invite' | 'nothing';

/** Why somebody could not join. */
export function RefusalsPage(): ReactNode {
  const { t } = useTranslation('audit');
  const asked = useSearch({ from: '/audit/refusals' });
  const isAsked = asked.person !== undefined || asked.invite !== undefined;
  return (
    <AuditFrame part="refusals">
      <Stack gap="lg">
        <Text c="dimmed">{t('refusals.hint')}</Text>
        <RefusalsForm asked={asked} />
        {isAsked && <RefusalList asked={asked} />}
      </Stack>
    </AuditFrame>
  );
}

function RefusalsForm({ asked }: { readonly asked: Asked }): ReactNode {
  const { t } = useTranslation('audit');
  const navigate = useNavigate();
  const choice = usePersonChoice(asked.person);
  const [{ invite, fault }, change] = useStateOf<{
    readonly invite: string;
    readonly fault?: Fault;
  }>(JSON.stringify(asked), () => ({ invite: asked.invite ?? '' }));
  const showing = useMutation({
    mutationFn: async () => {
      const person = await choice.resolve();
      if (person === null) return;
      const code = codeIn(invite.trim());
      if (code === '' && person === undefined) change(() => ({ invite, fault: 'nothing' }));
      else if (code !== '' && !isInvite(code)) change(() => ({ invite, fault: 'invite' }));
      else {
        const search = without({ person, invite: code === '' ? undefined : code });
        await navigate({ to: '/audit/refusals', search, resetScroll: false });
      }
    },
  });
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    showing.mutate();
  };
  return (
    <Paper withBorder p="md" component="section" aria-label={t('refusals.form')}>
      <form onSubmit={submit}>
        <Stack>
          <SimpleGrid cols={{ base: 1, sm: 2 }}>
            <PersonField
              label={t('person.label')}
              choice={choice}
              hint={t('refusals.personHint')}
            />
            <TextInput
              label={t('filter.invite')}
              description={t('refusals.inviteHint')}
              value={invite}
              onChange={({ currentTarget: { value } }) => change(() => ({ invite: value }))}
              error={fault && t(`refusals.fault.${fault}`)}
              autoComplete="off"
              spellCheck={false}
            />
          </SimpleGrid>
          {showing.error && <ProblemAlert error={showing.error} />}
          <Group>
            <BusyButton type="submit" isBusy={showing.isPending}>
              {t('refusals.show')}
            </BusyButton>
          </Group>
        </Stack>
      </form>
    </Paper>
  );
}
