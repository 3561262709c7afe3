import { Button, Group, Stack, Text, Title } from '@mantine/core';
import type { Member } from '@gatehouse/sdk';
import { IconAlertTriangle, IconCheck, IconMinus } from '@tabler/icons-react';
import { useEffect, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { DeedKind, Results } from '../../stores/deed.js';
import { useStepFocus } from '../../hooks/useStepFocus.js';
import { announce } from '../shared/Announcer.js';
import { PeopleList, type Named } from '../shared/PeopleList.js';
import { problemText } from '../shared/problem-text.js';

interface Props {
  readonly kind: DeedKind;
  readonly tried: readonly Member[];
  readonly results: Results;
  readonly onClose: () => void;
}

/** What came of it, for each. */
export function DeedResults({ kind, tried, results, onClose }: Props): ReactNode {
  const { t } = useTranslation(['members', 'common']);
  const { t: problem } = useTranslation('problems');
  const done = tried.filter(({ user_id }) => results.get(user_id) === 'done');
  const others = tried.filter((member) => !done.includes(member));
  const text = t(`deed.${kind}.done`, { count: done.length });
  const heading = useStepFocus('done');
  useEffect(() => announce(text), [text]);
  const notDone = (member: Member): Named => {
    const result = results.get(member.user_id);
    const isTried = typeof result === 'object';
    return {
      person: member,
      note: isTried ? problemText(result.error, problem).title : t('deed.notTried'),
      icon: isTried ? <Failed /> : <IconMinus size={20} aria-hidden />,
    };
  };
  return (
    <Stack>
      <Title order={3} size="h5" tabIndex={-1} ref={heading}>
        {text}
      </Title>
      <PeopleList title={t('deed.failed', { count: others.length })} people={others.map(notDone)} />
      {others.length > 0 && <Text size="sm">{t('deed.stillChosen')}</Text>}
      <PeopleList
        title={t('deed.succeeded')}
        people={done.map((person) => ({
          person,
          icon: <IconCheck size={20} color="var(--mantine-color-green-text)" aria-hidden />,
        }))}
      />
      <Group justify="flex-end">
        <Button onClick={onClose}>{t('common:close')}</Button>
      </Group>
    </Stack>
  );
}

function Failed(): ReactNode {
  return <IconAlertTriangle size={20} color="var(--mantine-color-red-text)" aria-hidden />;
}
