import { Group } from '@mantine/core';
import type { Role } from '@gatehouse/sdk';
import { IconLock } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { RoleCard } from './RoleCard.js';

/** A role that stays where it is. */
export function FixedRole({ role }: { readonly role: Role }): ReactNode {
  return (
    <RoleCard
      role={role}
      handle={
        <Group w={34} justify="center">
          <IconLock size={18} aria-hidden color="var(--mantine-color-dimmed)" />
        </Group>
      }
    />
  );
}
