import { type Ban } from '@gatehouse/sdk';
import type { QueryClient } from '@tanstack/react-query';
import { ban, listBans, unban } from '../api/members.js';
import type { Page } from './pages.js';

export const bansKey = ['bans'] as const;

export async function fetchBans(
  cursor: string | undefined,
  signal: AbortSignal,
): Promise<Page<Ban>> {
  const query = { limit: 100, ...(cursor !== undefined && { cursor }) };
  const answer = await listBans(query, signal);
  return { items: answer.bans, next_cursor: answer.next_cursor };
}

/**
 * Shuts out a key, whether it was ever here or not.
 * @throws Problem, Unreachable
 */
export async function banKey(
  queries: QueryClient,
  pubkey: string,
  reason: string | null,
): Promise<void> {
  await ban(pubkey, reason);
  await queries.invalidateQueries({ queryKey: bansKey });
}

/** @throws Problem, Unreachable */
export async function liftBan(queries: QueryClient, key: string): Promise<void> {
  try {
    await unban(key);
  } finally {
    // Also when somebody else has lifted it.
    await queries.invalidateQueries({ queryKey: bansKey });
  }
}
