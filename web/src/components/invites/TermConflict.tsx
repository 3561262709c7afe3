import { Alert, Button, Group, List, Text } from '@mantine/core';
import type { Invite } from '@gatehouse/sdk';
import { IconArrowsSplit2 } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Term } from '../../stores/invite-changes.js';
import { useTermText } from '../../hooks/useTermText.js';

interface Props {
  readonly terms: readonly Term[];
  readonly base: Invite;
  readonly latest: Invite;
  readonly onKeepMine: () => void;
  readonly onTakeTheirs: () => void;
}

/** Says what somebody else changed meanwhile, and offers it. */
export function TermConflict({ terms, base, latest, ...choice }: Props): ReactNode {
  const { t } = useTranslation('invites');
  const text = useTermText();
  return (
    <Alert
      color="yellow"
      variant="outline"
      icon={<IconArrowsSplit2 aria-hidden />}
      title={t('conflict.title')}
      role="alert"
    >
      <Text size="sm">{t('conflict.text')}</Text>
      <List size="sm" my="xs">
        {terms.map((term) => (
          <List.Item key={term}>
            {t('conflict.change', {
              term: t(`term.${term}`),
              before: text(base, term),
              after: text(latest, term),
            })}
          </List.Item>
        ))}
      </List>
      <Group gap="sm">
        <Button size="xs" variant="default" onClick={choice.onTakeTheirs}>
          {t('conflict.takeTheirs')}
        </Button>
        <Button size="xs" variant="default" onClick={choice.onKeepMine}>
          {t('conflict.keepMine')}
        </Button>
      </Group>
    </Alert>
  );
}
