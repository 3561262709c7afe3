import { type Listing } from '@gatehouse/sdk';
import type { QueryClient } from '@tanstack/react-query';
import { allow, disallow, getAllowlist } from '../api/members.js';
import type { Page } from './pages.js';

export const allowlistKey = ['allowlist'] as const;

export async function fetchAllowlist(
  cursor: string | undefined,
  signal: AbortSignal,
): Promise<Page<Listing>> {
  const query = { limit: 100, ...(cursor !== undefined && { cursor }) };
  const answer = await getAllowlist(query, signal);
  return { items: answer.entries, next_cursor: answer.next_cursor };
}

/** @throws Problem, Unreachable */
export async function putOnList(queries: QueryClient, pubkey: string): Promise<void> {
  await allow(pubkey);
  await queries.invalidateQueries({ queryKey: allowlistKey });
}

/** @throws Problem, Unreachable */
export async function takeOffList(queries: QueryClient, pubkey: string): Promise<void> {
  try {
    await disallow(pubkey);
  } finally {
    // Also when somebody else has removed it.
    await queries.invalidateQueries({ queryKey: allowlistKey });
  }
}
