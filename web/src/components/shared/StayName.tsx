import { Text } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Stay } from '../../stores/invite-tree.js';
import { PageLink } from './PageLink.js';
import { useNameOf } from './Person.js';

interface Props {
  readonly stay: Stay;
  readonly isHere?: boolean;
  readonly tabIndex?: number;
}

/** Somebody in the tree by name, which leads to them unless one is there. */
export function StayName({ stay, isHere = false, tabIndex }: Props): ReactNode {
  const nameOf = useNameOf();
  const { pubkey } = stay;
  if (isHere || pubkey === null) {
    return (
      <Text component="bdi" fw={600} {...(isHere && { 'aria-current': 'page' as const })}>
        {nameOf(stay)}
      </Text>
    );
  }
  return (
    <PageLink
      to="/members/$pubkey"
      params={{ pubkey }}
      {...(tabIndex !== undefined && { tabIndex })}
    >
      <bdi>{nameOf(stay)}</bdi>
    </PageLink>
  );
}
