import { Button, Group, NativeSelect, Stack, Text, TextInput } from '@mantine/core';
import { BusyButton } from '../shared/BusyButton.js';
import { useMutation, useQuery } from '@tanstack/react-query';
import type { ReactNode, SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useRoles } from '../../stores/community.js';
import { ProblemAlert } from '../shared/ProblemAlert.js';
import type { MomentSearch } from '../../stores/as-of-search.js';
import { isInvite } from '../../stores/audit-filter.js';
import { codeIn } from './filter-draft.js';
import { InviteRef } from './InviteRef.js';
import { everyRoleQuery, thingQuery } from '../../stores/moments.js';
import { usePersonChoice } from '../shared/person-choice.js';
import { PersonField } from '../shared/PersonField.js';
import { RoleRef } from './RoleRef.js';
import { StateAsOf } from './StateAsOf.js';
import { useStateOf } from '../../hooks/useStateOf.js';
import { Who } from './Who.js';

type View = 'invite' | 'person' | 'role';

interface Props {
  readonly view: View;
  /** Which one; `undefined` until one is chosen. */
  readonly of: string | undefined;
  readonly moment: MomentSearch;
  readonly onChoose: (of: string) => void;
}

/** An invite, a person or a role as it was. */
export function ThingAsOf({ view, of, moment, onChoose }: Props): ReactNode {
  const Form = FORMS[view];
  return (
    <Stack gap="lg">
      <Form of={of} onChoose={onChoose} />
      {of !== undefined && <Thing view={view} of={of} moment={moment} />}
    </Stack>
  );
}

function Thing({ view, of, moment }: Pick<Props, 'view' | 'moment'> & { readonly of: string }) {
  const { data, error, refetch } = useQuery(thingQuery(view, of, moment));
  return (
    <StateAsOf
      title={<Named view={view} of={of} />}
      state={data?.state}
      error={error}
      retry={() => void refetch()}
    />
  );
}

function Named({ view, of }: { readonly view: View; readonly of: string }): ReactNode {
  switch (view) {
    case 'invite':
      return <InviteRef code={of} />;
    case 'person':
      return <Who userId={of} />;
    case 'role':
      return <RoleRef id={of} />;
  }
}

type FormProps = Pick<Props, 'of' | 'onChoose'>;

const FORMS = { invite: InviteForm, person: PersonForm, role: RoleForm };

function InviteForm({ of = '', onChoose }: FormProps): ReactNode {
  const { t } = useTranslation('audit');
  const [{ text, isWrong }, change] = useStateOf(of, () => ({ text: of, isWrong: false }));
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    const code = codeIn(text.trim());
    if (isInvite(code)) onChoose(code);
    else change(() => ({ text, isWrong: true }));
  };
  return (
    <form onSubmit={submit}>
      <Group align="flex-end">
        <TextInput
          label={t('filter.invite')}
          description={t('filter.hint.invite')}
          value={text}
          onChange={({ currentTarget: { value } }) =>
            change(() => ({ text: value, isWrong: false }))
          }
          error={isWrong && t('filter.fault.invite')}
          autoComplete="off"
          spellCheck={false}
          maw={420}
        />
        <Button type="submit">{t('asOf.look')}</Button>
      </Group>
    </form>
  );
}

function PersonForm({ of, onChoose }: FormProps): ReactNode {
  const { t } = useTranslation('audit');
  const choice = usePersonChoice(of);
  const choosing = useMutation({
    mutationFn: choice.resolve,
    onSuccess: (userId) => {
      if (typeof userId === 'string') onChoose(userId);
    },
  });
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    choosing.mutate();
  };
  return (
    <form onSubmit={submit}>
      <Stack align="flex-start" maw={420}>
        <PersonField label={t('person.label')} choice={choice} />
        {choosing.error && <ProblemAlert error={choosing.error} />}
        <BusyButton type="submit" isBusy={choosing.isPending}>
          {t('asOf.look')}
        </BusyButton>
      </Stack>
    </form>
  );
}

function RoleForm({ of = '', onChoose }: FormProps): ReactNode {
  const { t } = useTranslation('audit');
  const roles = useRoles();
  const { data: every = [] } = useQuery(everyRoleQuery);
  const choices = every.map(({ id, name }) => ({
    value: id,
    label: roles.get(id)?.name ?? t('asOf.deletedRole', { name }),
  }));
  return (
    <>
      <NativeSelect
        label={t('asOf.role')}
        value={of}
        data={[{ value: '', label: t('asOf.chooseRole'), disabled: true }, ...choices]}
        onChange={(event) => onChoose(event.currentTarget.value)}
        maw={420}
      />
      {of === '' && <Text c="dimmed">{t('asOf.roleHint')}</Text>}
    </>
  );
}
