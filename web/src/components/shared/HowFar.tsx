import { Progress, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';

interface Props {
  /** What it is that goes on, for whoever does not see it. */
  readonly label: string;
  readonly done: number;
  /** 0 until it is known. */
  readonly of: number;
  /** The same in words, if they do not stand elsewhere. */
  readonly children?: ReactNode;
}

/** How far something is that takes a while. */
export function HowFar({ label, done, of, children }: Props): ReactNode {
  return (
    <Stack gap={4}>
      <Progress value={of === 0 ? 0 : (100 * done) / of} aria-label={label} />
      {children !== undefined && (
        <Text size="sm" c="dimmed">
          {children}
        </Text>
      )}
    </Stack>
  );
}
