import { answerOf, type Listing } from '@gatehouse/sdk';
import { api } from '../../api/api.js';
import type { Page } from '../../api/pages.js';

export const allowlistKey = ['allowlist'] as const;

export async function fetchAllowlist(
  cursor: string | undefined,
  signal: AbortSignal,
): Promise<Page<Listing>> {
  const query = { limit: 100, ...(cursor !== undefined && { cursor }) };
  const answer = await answerOf(api.GET('/api/v1/allowlist', { params: { query }, signal }));
  return { items: answer.entries, next_cursor: answer.next_cursor };
}
