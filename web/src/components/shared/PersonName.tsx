import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { personQuery, type PersonView } from '../../stores/person.js';
import { shortKey } from './Person.js';

interface Props {
  readonly userId: string;
  /** Who they are, where that is known. */
  readonly known?: PersonView | undefined;
}

/** The name of a user, fetched when it is shown. */
export function PersonName({ userId, known }: Props): ReactNode {
  const { data } = useQuery({ ...personQuery(userId), enabled: known === undefined });
  const person = known ?? data;
  return <bdi>{person?.display_name ?? shortKey(person?.pubkey ?? userId)}</bdi>;
}
