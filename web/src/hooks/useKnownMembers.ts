import type { Member } from '@gatehouse/sdk';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { isPublicKey } from '../identity/is-public-key.js';
import { fetchMembers, memberListKey, memberQuery } from '../stores/members.js';
import { usePages } from '../stores/pages.js';

/** So many members can be found by their names; others by their keys. */
const NAMED = 1000;

/** The members among whom somebody looks for one. */
export interface KnownMembers {
  readonly members: readonly Member[];
  readonly isLoading: boolean;
  readonly error: unknown;
  /** Somebody comes to the field: now all of them are wanted. */
  readonly look: () => void;
}

/** @param text what was typed: a whole public key finds its holder, however many members there are */
export function useKnownMembers(text: string): KnownMembers {
  const [isLooking, setIsLooking] = useState(false);
  const { items, status, error, hasMore, loadMore } = usePages(memberListKey, fetchMembers);
  const wantsMore = isLooking && status === 'success' && hasMore && items.length < NAMED;
  useEffect(() => {
    if (wantsMore) loadMore();
  }, [wantsMore, loadMore]);
  const key = text.trim();
  const isKnown = items.some(({ pubkey }) => pubkey === key);
  const byKey = useQuery({ ...memberQuery(key), enabled: isPublicKey(key) && !isKnown });
  const found = byKey.data !== undefined && !isKnown ? [byKey.data] : [];
  return {
    members: [...found, ...items],
    isLoading: status === 'pending' || wantsMore || byKey.isLoading,
    error,
    look: () => setIsLooking(true),
  };
}
