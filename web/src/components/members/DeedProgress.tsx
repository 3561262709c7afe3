import { Button, Group, Stack, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useStepFocus } from '../../hooks/useStepFocus.js';
import { HowFar } from '../shared/HowFar.js';

interface Props {
  readonly done: number;
  readonly of: number;
  readonly onStop: () => void;
}

/** How far it is, while it is done to one after the other. */
export function DeedProgress({ done, of, onStop }: Props): ReactNode {
  const { t } = useTranslation('members');
  const heading = useStepFocus('acting');
  return (
    <Stack>
      <Title order={3} size="h5" tabIndex={-1} ref={heading}>
        {t('deed.soFar', { done, of })}
      </Title>
      <HowFar label={t('deed.progress')} done={done} of={of} />
      <Group justify="flex-end">
        <Button variant="default" onClick={onStop}>
          {t('deed.stop')}
        </Button>
      </Group>
    </Stack>
  );
}
