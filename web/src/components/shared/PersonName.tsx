import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { personQuery } from '../../stores/person.js';

/** So much of a key or an id tells people apart. */
const SHORT = 8;

/** How somebody is called who has no name, by their key, or by their id where that is not known. */
export function shortKey(pubkeyOrId: string): string {
  return `${pubkeyOrId.slice(0, SHORT)}…`;
}

/** The name of a user, fetched when it is shown. */
export function PersonName({ userId }: { readonly userId: string }): ReactNode {
  const { data } = useQuery(personQuery(userId));
  return <bdi>{data?.display_name ?? shortKey(data?.pubkey ?? userId)}</bdi>;
}
