import { type Listing } from '@gatehouse/sdk';
import { getAllowlist } from '../api/members.js';
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
