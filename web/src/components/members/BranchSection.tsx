import { Group, Paper, Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { branchActions, type BranchTop } from '../../stores/branch.js';
import { isPerson } from '../../stores/person-id.js';
import { useMay } from '../../stores/community.js';
import { BranchButton } from '../shared/BranchButton.js';
import { shortKey } from '../shared/Person.js';

interface Props {
  /** A public key or a user id, of somebody who is in or was. */
  readonly person: string;
  readonly name: string | undefined;
}

/** What can be done to somebody and to all whom they brought. */
export function BranchSection({ person, name = shortKey(person) }: Props): ReactNode {
  const { t } = useTranslation('branch');
  const top: BranchTop = { inviter: person };
  const actions = branchActions(top, useMay());
  if (actions.length === 0 || !isPerson(person)) return null;
  return (
    <Paper withBorder p="lg" component="section">
      <Stack gap="sm">
        <Title order={2} size="h4">
          {t('section.title')}
        </Title>
        <Text c="dimmed">{t('section.text')}</Text>
        <Group>
          <BranchButton top={top} label={t('section.open')} title={t('section.dialog', { name })} />
        </Group>
      </Stack>
    </Paper>
  );
}
