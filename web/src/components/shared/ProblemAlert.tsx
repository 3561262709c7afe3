import { Alert, Button, Group, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { otherMessages, problemText } from './problem-text.js';

interface Props {
  readonly error: unknown;
  /** Offered when trying again can help. */
  readonly onRetry?: () => void;
}

/** What went wrong, in words, and what to do. */
export function ProblemAlert({ error, onRetry }: Props): ReactNode {
  const { t } = useTranslation(['problems', 'common']);
  const { title, advice } = problemText(error, t);
  const others = otherMessages(error);
  return (
    <Alert
      color="red"
      variant="outline"
      title={title}
      icon={<IconAlertTriangle aria-hidden />}
      role="alert"
    >
      <Text size="sm">{others.length === 0 ? advice : t('otherFields')}</Text>
      {others.map((message) => (
        <Text key={message} size="xs" c="dimmed" lang="en">
          {message}
        </Text>
      ))}
      {onRetry && (
        <Group mt="sm">
          <Button size="xs" variant="default" onClick={onRetry}>
            {t('common:retry')}
          </Button>
        </Group>
      )}
    </Alert>
  );
}
