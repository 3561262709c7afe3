import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { personQuery } from '../../stores/person.js';
import { shortKey } from './Person.js';

/** The name of a user, fetched when it is shown. */
export function PersonName({ userId }: { readonly userId: string }): ReactNode {
  const { data } = useQuery(personQuery(userId));
  return <bdi>{data?.display_name ?? shortKey(data?.pubkey ?? userId)}</bdi>;
}
