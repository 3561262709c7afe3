import type { components } from '@gatehouse/sdk';
import { queryOptions } from '@tanstack/react-query';
import { countJoins, inviteFunnel } from '../api/audit.js';
import { filledDays, firstDay, type JoinDay } from './join-days.js';
import { now } from './clock.js';

export type JoinCount = components['schemas']['JoinCountDto'];
export type InviteFunnel = components['schemas']['InviteFunnelDto'];

/** Of how many days joins are counted. */
export type JoinSpan = 30 | 90;

/** All that is counted of joins; whenever somebody joins it is another. */
export const joinsKey = ['joins'] as const;

const TOP = 10;

const startOf = (days: JoinSpan): string => `${firstDay(now(), days)}T00:00:00.000Z`;

export interface JoinsByDay {
  readonly days: readonly JoinDay[];
  readonly total: number;
  readonly isCut: boolean;
}

/** How many joined on each of the last days, in UTC. */
export function joinsByDayQuery(span: JoinSpan) {
  return queryOptions<JoinsByDay>({
    queryKey: [...joinsKey, 'day', span],
    queryFn: async ({ signal }) => {
      const from = startOf(span);
      const { counts, total, is_cut } = await countJoins({ by: 'day', from, limit: span }, signal);
      const days = filledDays(from.slice(0, 10), span, counts);
      return { days, total, isCut: is_cut };
    },
    // Days go by.
    refetchOnWindowFocus: 'always',
  });
}

export interface TopJoins {
  readonly counts: readonly JoinCount[];
  readonly total: number;
}

/** By which invites, or through whom, most joined on the last days. */
export function topJoinsQuery(by: 'invite' | 'inviter', span: JoinSpan) {
  return queryOptions<TopJoins>({
    queryKey: [...joinsKey, by, span],
    queryFn: ({ signal }) => countJoins({ by, from: startOf(span), limit: TOP }, signal),
    refetchOnWindowFocus: 'always',
  });
}

/** What became of an invite. */
export function funnelQuery(code: string) {
  return queryOptions<InviteFunnel>({
    queryKey: [...joinsKey, 'funnel', code],
    queryFn: () => inviteFunnel(code),
    // Nothing tells of refused joins.
    refetchOnWindowFocus: 'always',
  });
}
