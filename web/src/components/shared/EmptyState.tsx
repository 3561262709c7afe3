import { Stack, Text, Title } from '@mantine/core';
import type { ReactNode, Ref } from 'react';

export interface Emptiness {
  readonly icon: ReactNode;
  readonly title: string;
  /** What to do next. */
  readonly text?: string;
  /** The button that does it. */
  readonly children?: ReactNode;
}

interface Props extends Emptiness {
  /** Of the page's own heading, if there is nothing else on it. */
  readonly heading?: Ref<HTMLHeadingElement>;
}

/** What stands where there is nothing yet. */
export function EmptyState({ icon, title, text, children, heading }: Props): ReactNode {
  return (
    <Stack align="center" gap="xs" py="xl" px="md" ta="center">
      <Text c="dimmed" component="span" aria-hidden>
        {icon}
      </Text>
      <Title order={heading ? 1 : 2} size="h4" {...(heading && { ref: heading, tabIndex: -1 })}>
        {title}
      </Title>
      {text !== undefined && (
        <Text c="dimmed" maw={420}>
          {text}
        </Text>
      )}
      {children}
    </Stack>
  );
}
