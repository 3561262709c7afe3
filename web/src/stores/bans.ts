import { type Ban } from '@gatehouse/sdk';
import { listBans } from '../api/members.js';
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
