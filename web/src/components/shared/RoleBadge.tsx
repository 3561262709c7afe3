import { Badge, ColorSwatch } from '@mantine/core';
import type { Role } from '@gatehouse/sdk';
import type { ReactNode } from 'react';

/** A role by its name; its colour is a dot, as text could not be read in every colour. */
export function RoleBadge({ role }: { readonly role: Pick<Role, 'name' | 'color'> }): ReactNode {
  return (
    <Badge
      variant="default"
      tt="none"
      size="lg"
      maw="100%"
      leftSection={role.color !== null && <RoleDot color={role.color} />}
    >
      <bdi>{role.name}</bdi>
    </Badge>
  );
}

export function RoleDot({ color }: { readonly color: string }): ReactNode {
  return <ColorSwatch color={color} size={12} withShadow={false} aria-hidden component="span" />;
}
