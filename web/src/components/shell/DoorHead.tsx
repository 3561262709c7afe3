import { Stack, Text, Title } from '@mantine/core';
import type { Server } from '@gatehouse/sdk';
import { useEffect, type ReactNode } from 'react';
import { CommunityIcon } from '../shared/CommunityIcon.js';

interface Props {
  readonly server: Server;
  readonly title: string;
  readonly text: string;
}

/** Whose door it is, and what stands before it. */
export function DoorHead({ server, title, text }: Props): ReactNode {
  useEffect(() => {
    document.title = title;
  }, [title]);
  return (
    <Stack align="center" gap="xs" ta="center">
      <CommunityIcon name={server.name} icon={server.icon} size={72} />
      <Title order={1} size="h2">
        {title}
      </Title>
      <Text>{text}</Text>
    </Stack>
  );
}
