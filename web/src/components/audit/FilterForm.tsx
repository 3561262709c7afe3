import { Button, Group, NativeSelect, Paper, SimpleGrid, Stack, TextInput } from '@mantine/core';
import { BusyButton } from '../shared/BusyButton.js';
import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type ReactNode, type SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemAlert } from '../shared/ProblemAlert.js';
import { isEventType, typesByArea } from '../../stores/event-types.js';
import type { Filter } from '../../stores/audit-filter.js';
import { without } from '../../stores/search-params.js';
import { draftOf, faultsOf, termsIn, type Draft } from './filter-draft.js';
import { PersonField } from '../shared/PersonField.js';
import { usePersonChoice } from '../shared/person-choice.js';
import { useStateOf } from '../../hooks/useStateOf.js';

/** Which events are to be shown. They are when it is sent, and then stand in the address. */
export function FilterForm({ filter }: { readonly filter: Filter }): ReactNode {
  const { t } = useTranslation('audit');
  const navigate = useNavigate();
  const [{ draft, isChecked }, setTyped] = useStateOf(JSON.stringify(filter), () => ({
    draft: draftOf(filter),
    isChecked: false,
  }));
  const { type: _, user: __, actor: ___, ...more } = filter;
  // Nothing is filtered by that is not shown.
  const [isMore, changeMore] = useStateOf(JSON.stringify(more), () => Object.keys(more).length > 0);
  const user = usePersonChoice(filter.user);
  const actor = usePersonChoice(filter.actor, { withSystem: true });
  const faults = isChecked ? faultsOf(draft) : {};
  const change = (changes: Partial<Draft>): void =>
    setTyped((now) => ({ ...now, draft: { ...now.draft, ...changes } }));
  const showing = useMutation({
    mutationFn: async () => {
      const [userId, actorId] = [await user.resolve(), await actor.resolve()];
      if (userId === null || actorId === null) return;
      const search = without({ ...termsIn(draft), user: userId, actor: actorId });
      await navigate({ to: '/audit', search });
    },
  });
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    setTyped((now) => ({ ...now, isChecked: true }));
    if (Object.keys(faultsOf(draft)).length === 0) showing.mutate();
  };
  const field = (name: Exclude<keyof Draft, 'type'>, isTime = false): ReactNode => {
    const fault = faults[name];
    return (
      <TextInput
        label={t(`filter.${name}`)}
        description={t(`filter.hint.${name}`)}
        value={draft[name]}
        onChange={(event) => change({ [name]: event.currentTarget.value })}
        error={fault && t(`filter.fault.${fault}`)}
        autoComplete="off"
        spellCheck={false}
        {...(isTime && { type: 'datetime-local', step: 1 })}
      />
    );
  };
  const types = [...typesByArea()].map(([area, names]) => ({
    group: t(`area.${area}`),
    items: names.map((value) => ({ value, label: t(`type.${value}`) })),
  }));
  return (
    <Paper withBorder p="md" component="section" aria-label={t('filter.title')}>
      <form onSubmit={submit} noValidate>
        <Stack>
          <SimpleGrid cols={{ base: 1, sm: 3 }}>
            <NativeSelect
              label={t('filter.type')}
              description={t('filter.hint.type')}
              value={draft.type}
              data={[{ value: '', label: t('filter.anyType') }, ...types]}
              onChange={({ currentTarget: { value } }) =>
                change({ type: isEventType(value) ? value : '' })
              }
            />
            <PersonField label={t('filter.user')} choice={user} />
            <PersonField label={t('filter.actor')} choice={actor} />
          </SimpleGrid>
          {isMore && (
            <>
              <SimpleGrid cols={{ base: 1, sm: 2 }}>
                {field('invite')}
                {field('stream')}
              </SimpleGrid>
              <SimpleGrid cols={{ base: 1, sm: 2, lg: 4 }}>
                {field('from', true)}
                {field('to', true)}
                {field('from_position')}
                {field('to_position')}
              </SimpleGrid>
            </>
          )}
          {showing.error && <ProblemAlert error={showing.error} />}
          <Group>
            <BusyButton type="submit" isBusy={showing.isPending}>
              {t('filter.show')}
            </BusyButton>
            <Button
              variant="default"
              aria-expanded={isMore}
              onClick={() => changeMore((now) => !now)}
            >
              {t(isMore ? 'filter.fewer' : 'filter.more')}
            </Button>
            {Object.keys(filter).length > 0 && (
              <Button
                variant="subtle"
                color="gray"
                c="var(--mantine-color-text)"
                onClick={() => void navigate({ to: '/audit', search: {} })}
              >
                {t('filter.reset')}
              </Button>
            )}
          </Group>
        </Stack>
      </form>
    </Paper>
  );
}
