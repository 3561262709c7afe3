import type { Member } from '@gatehouse/sdk';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { offeredQuery } from '../stores/members.js';

const PAUSE_MS = 250;

/** The members among whom somebody looks for one. */
export interface OfferedMembers {
  readonly members: readonly Member[];
  readonly isLoading: boolean;
  readonly error: unknown;
}

/**
 * The first members whose name, key or id begins with what somebody types, as soon as they pause.
 * @param isWanted whether somebody is at the field
 */
export function useOfferedMembers(text: string, isWanted: boolean): OfferedMembers {
  const typed = text.trim();
  const [asked] = useDebouncedValue(typed, PAUSE_MS);
  const { data, isFetching, error } = useQuery({
    ...offeredQuery(asked),
    enabled: isWanted,
    // Whoever was chosen stands in the field with their key, for which it is asked anew.
    placeholderData: keepPreviousData,
  });
  return { members: data ?? [], isLoading: isFetching || asked !== typed, error };
}
