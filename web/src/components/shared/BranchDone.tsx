import { Button, Group, Stack, Title } from '@mantine/core';
import { useEffect, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { BranchOutcome } from '../../api/branch.js';
import { useStepFocus } from '../../hooks/useStepFocus.js';
import { announce } from './Announcer.js';
import { BranchPeople } from './BranchPeople.js';

interface Props {
  readonly outcome: BranchOutcome;
  readonly onClose: () => void;
}

/** What was done to a branch. */
export function BranchDone({ outcome, onClose }: Props): ReactNode {
  const { t } = useTranslation(['branch', 'common']);
  const heading = useStepFocus('done');
  const text = t(`done.${outcome.action}`, { count: outcome.people.length });
  useEffect(() => announce(text), [text]);
  return (
    <Stack>
      <Title order={3} size="h5" tabIndex={-1} ref={heading}>
        {text}
      </Title>
      <BranchPeople outcome={outcome} />
      <Group justify="flex-end">
        <Button onClick={onClose}>{t('common:close')}</Button>
      </Group>
    </Stack>
  );
}
