import { answerOf, type Ban } from '@gatehouse/sdk';
import { api } from '../../api/api.js';
import type { Page } from '../../api/pages.js';

export const bansKey = ['bans'] as const;

export async function fetchBans(
  cursor: string | undefined,
  signal: AbortSignal,
): Promise<Page<Ban>> {
  const query = { limit: 100, ...(cursor !== undefined && { cursor }) };
  const answer = await answerOf(api.GET('/api/v1/bans', { params: { query }, signal }));
  return { items: answer.bans, next_cursor: answer.next_cursor };
}
