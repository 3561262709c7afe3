import { Code, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';

interface Props {
  /** What each is called, and what it is, to be compared character by character. */
  readonly facts: readonly (readonly [name: string, value: string])[];
}

/** Names of logs, hashes and keys. */
export function ProofFacts({ facts }: Props): ReactNode {
  return (
    <Stack component="dl" gap="sm" m={0}>
      {facts.map(([name, value]) => (
        <div key={name}>
          <Text component="dt" size="sm" c="dimmed">
            {name}
          </Text>
          <Text component="dd" m={0}>
            <Code>{value}</Code>
          </Text>
        </div>
      ))}
    </Stack>
  );
}
