import { Button, Group, Paper, SimpleGrid, Stack, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type ReactNode, type SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useStateOf } from '../../hooks/useStateOf.js';
import { without } from '../../stores/search-params.js';
import { now } from '../../stores/clock.js';
import { useMay } from '../../stores/community.js';
import { isFiltered, type MemberSearch } from '../../stores/member-search.js';
import { BusyButton } from '../shared/BusyButton.js';
import { usePersonChoice } from '../shared/person-choice.js';
import { PersonField } from '../shared/PersonField.js';
import { ProblemAlert } from '../shared/ProblemAlert.js';
import { draftOf, faultsOf, termsIn, type Draft } from './search-draft.js';

const HOUR_MS = 3_600_000;
const SPANS = { hour: HOUR_MS, day: 24 * HOUR_MS, week: 7 * 24 * HOUR_MS } as const;

/** By what members can be looked for besides; it is looked for when it is sent, and then stands in the address. */
export function MemberFilterForm({ search }: { readonly search: MemberSearch }): ReactNode {
  const { t } = useTranslation('members');
  const navigate = useNavigate();
  const seesInvites = useMay()('manage_invites');
  // Who is searched for above is no reason to forget what was typed here.
  const { q, role, ...more } = search;
  const [{ draft, isChecked }, setTyped] = useStateOf(JSON.stringify(more), () => ({
    draft: draftOf(search),
    isChecked: false,
  }));
  const inviter = usePersonChoice(search.invited_by, { reach: 'members' });
  const faults = isChecked ? faultsOf(draft) : {};
  const show = (wanted: MemberSearch): void => void navigate({ to: '/members', search: wanted });
  const showing = useMutation({
    mutationFn: async () => {
      const by = await inviter.resolve();
      if (by === null || Object.keys(faultsOf(draft)).length > 0) return;
      show(without({ q, role, ...termsIn(draft), invited_by: by }));
    },
  });
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    setTyped((before) => ({ ...before, isChecked: true }));
    showing.mutate();
  };
  const field = (name: keyof Draft, isTime = true): ReactNode => {
    const fault = faults[name];
    return (
      <TextInput
        label={t(`search.${name}`)}
        description={t(`search.hints.${name}`)}
        value={draft[name]}
        onChange={({ currentTarget: { value } }) =>
          setTyped((before) => ({ ...before, draft: { ...before.draft, [name]: value } }))
        }
        error={fault && t(`search.fault.${fault}`)}
        autoComplete="off"
        spellCheck={false}
        {...(isTime && { type: 'datetime-local', step: 1 })}
      />
    );
  };
  return (
    <Paper withBorder p="md" component="section" aria-label={t('search.filters')}>
      <form onSubmit={submit} noValidate>
        <Stack>
          <SimpleGrid cols={{ base: 1, sm: 2 }}>
            {seesInvites && field('invite', false)}
            {seesInvites && (
              <PersonField
                label={t('search.invited_by')}
                hint={t('search.hints.invited_by')}
                choice={inviter}
              />
            )}
            {field('joined_from')}
            {field('joined_to')}
          </SimpleGrid>
          {showing.error && <ProblemAlert error={showing.error} />}
          <Group gap="xs">
            <BusyButton type="submit" isBusy={showing.isPending}>
              {t('search.show')}
            </BusyButton>
            {(Object.keys(SPANS) as (keyof typeof SPANS)[]).map((span) => {
              const since = (): string => new Date(now() - SPANS[span]).toISOString();
              const { joined_to: _, ...others } = search;
              return (
                <Button
                  key={span}
                  variant="default"
                  onClick={() => show({ ...others, joined_from: since() })}
                >
                  {t(`search.last.${span}`)}
                </Button>
              );
            })}
            {isFiltered(search) && (
              <Button variant="subtle" c="var(--mantine-color-text)" onClick={() => show({})}>
                {t('search.reset')}
              </Button>
            )}
          </Group>
        </Stack>
      </form>
    </Paper>
  );
}
