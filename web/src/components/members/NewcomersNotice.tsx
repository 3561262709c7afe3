import { Button, Group, Paper, Text } from '@mantine/core';
import { IconUserPlus } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { forgetNewcomers, useNewcomers } from '../../stores/newcomers.js';
import { announce } from '../shared/Announcer.js';
import { focusTitle } from '../shared/PageTitle.js';

interface Props {
  /** Whoever stands in the list by now is no news. */
  readonly shown: ReadonlySet<string>;
}

/** Says that people came in whom the list does not show yet, and leads to them. */
export function NewcomersNotice({ shown }: Props): ReactNode {
  const { t } = useTranslation('members');
  const navigate = useNavigate();
  const people = useNewcomers(({ people }) => people).filter(({ user_id }) => !shown.has(user_id));
  const count = people.length;
  const isNews = count > 0;
  const text = t('newcomers.text', { count });
  useEffect(() => {
    // The first is said; a crowd is not counted aloud.
    if (isNews) announce(t('newcomers.some'));
  }, [isNews, t]);
  if (!isNews) return null;
  const show = (): void => {
    const from = people.map(({ joined_at }) => joined_at).toSorted()[0];
    forgetNewcomers();
    void navigate({ to: '/members', search: from === undefined ? {} : { joined_from: from } });
    focusTitle();
  };
  return (
    <Paper withBorder p="sm" component="section" aria-label={t('newcomers.title')}>
      <Group gap="sm">
        <IconUserPlus size={20} aria-hidden />
        <Text>{text}</Text>
        <Button size="xs" onClick={show}>
          {t('newcomers.show')}
        </Button>
      </Group>
    </Paper>
  );
}
