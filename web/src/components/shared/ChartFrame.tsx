import { Group, Paper, Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { Loading } from './Loading.js';
import { ProblemAlert } from './ProblemAlert.js';

interface Props {
  readonly title: string;
  /** What is counted, and how. */
  readonly text: string;
  readonly error: unknown;
  readonly onRetry: () => void;
  /** Beside the title. */
  readonly link?: ReactNode;
  /** `undefined` until it is there. */
  readonly children: ReactNode;
}

/** What the charts share: a title, what is counted, and what is shown until it is there. */
export function ChartFrame({ title, text, error, onRetry, link, children }: Props): ReactNode {
  return (
    <Paper withBorder p="lg" component="section" aria-label={title}>
      <Stack gap="sm">
        <Group justify="space-between">
          <Title order={2} size="h4">
            {title}
          </Title>
          {link}
        </Group>
        {error !== null && <ProblemAlert error={error} onRetry={onRetry} />}
        {error === null && children === undefined && <Loading />}
        {children !== undefined && (
          <Text size="sm" c="dimmed">
            {text}
          </Text>
        )}
        {children}
      </Stack>
    </Paper>
  );
}
