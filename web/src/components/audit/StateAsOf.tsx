import { Paper, Stack, Title } from '@mantine/core';
import { IconHourglass } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '../shared/EmptyState.js';
import { Loading } from '../shared/Loading.js';
import { ProblemAlert } from '../shared/ProblemAlert.js';
import { StateFacts } from './StateFacts.js';

interface Props {
  readonly title: ReactNode;
  /** `undefined` while it is on its way; `null` if there was no such thing. */
  readonly state: object | null | undefined;
  readonly error: unknown;
  readonly retry: () => void;
}

/** One thing as it was. */
export function StateAsOf({ title, state, error, retry }: Props): ReactNode {
  const { t } = useTranslation('audit');
  if (state === undefined) {
    return error === null ? <Loading /> : <ProblemAlert error={error} onRetry={retry} />;
  }
  if (state === null) {
    return (
      <EmptyState
        icon={<IconHourglass size={48} stroke={1.5} />}
        title={t('asOf.notYet.title')}
        text={t('asOf.notYet.text')}
      />
    );
  }
  return (
    <Paper withBorder p="lg" component="section">
      <Stack>
        <Title order={2} size="h4">
          {title}
        </Title>
        <StateFacts state={state} />
      </Stack>
    </Paper>
  );
}
