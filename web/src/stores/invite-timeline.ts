import { type components } from '@gatehouse/sdk';
import { inviteStory } from '../api/audit.js';
import { usePages, type Pages } from './pages.js';

export type Step = components['schemas']['InviteStepDto'];

const PAGE = 50;

export const timelineKey = (code: string) => ['invites', 'timeline', code] as const;

/** What happened to an invite, the latest first: for those who may view the audit log. */
export function useTimeline(code: string): Pages<Step> {
  return usePages(timelineKey(code), async (cursor, signal) => {
    const query = {
      order: 'desc' as const,
      limit: PAGE,
      ...(cursor !== undefined && { after: Number(cursor) }),
    };
    const { events, next_cursor } = await inviteStory(code, query, signal);
    return { items: events, next_cursor };
  });
}
