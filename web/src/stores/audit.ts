import { type components } from '@gatehouse/sdk';
import { queryOptions } from '@tanstack/react-query';
import { getHead, getWitnesses, inviteStory, listEvents, roleStory } from '../api/audit.js';
import { handoverIn, type Handover } from '../proof/handover.js';
import type { Page } from './pages.js';
import type { EventQuery, LogEvent } from './event-types.js';
import type { Filter } from './audit-filter.js';

export type InviteState = components['schemas']['InviteStateDto'];
export type SignedHead = components['schemas']['SignedHeadDto'];

/** All that is cached of the log. What happened stays as it was: most of it is never fetched anew. */
export const auditKey = ['audit'] as const;
/** What may be other by now: what came behind the last that is known, and where the log ends. */
export const freshKey = [...auditKey, 'fresh'] as const;

/** Where the log ends, signed. */
export const headQuery = queryOptions<SignedHead>({
  queryKey: [...freshKey, 'head'],
  queryFn: () => getHead(),
});

export type Witnesses = components['schemas']['WitnessesDto'];

/** Who vouches for the log beside the server. */
export const witnessesQuery = queryOptions<Witnesses>({
  queryKey: [...freshKey, 'witnesses'],
  queryFn: () => getWitnesses(),
});

export const PAGE = 100;

/** Events that meet a filter. @throws Problem, Unreachable */
export async function fetchEvents(
  { from_position: first = 1, to_position: last, ...filter }: Filter,
  { order, after, limit = PAGE }: Pick<EventQuery, 'order' | 'after' | 'limit'>,
  signal?: AbortSignal,
): Promise<Page<LogEvent>> {
  const isUp = order === 'asc';
  const start = isUp
    ? Math.max(after ?? 0, first - 1)
    : Math.min(after ?? Infinity, (last ?? Infinity) + 1);
  const query = {
    ...filter,
    order: order ?? 'asc',
    limit,
    ...(Number.isFinite(start) && { after: start }),
  };
  const { events, next_cursor: next } = await listEvents(query, signal);
  const isWithin = (position: number): boolean =>
    position >= first && position <= (last ?? Infinity);
  const isBehind = next === null || !isWithin(Number(next) + (isUp ? 1 : -1));
  return {
    items: events.filter(({ position }) => isWithin(position)),
    next_cursor: isBehind ? null : next,
  };
}

/** Each time that the key of the log was replaced, the first one first. */
export const handoversQuery = queryOptions<readonly Handover[]>({
  queryKey: [...freshKey, 'handovers'],
  queryFn: async ({ signal }) => {
    const found: Handover[] = [];
    let after: number | undefined;
    do {
      const page = { order: 'asc', ...(after !== undefined && { after }) } as const;
      const { items, next_cursor } = await fetchEvents({ type: 'LogKeyReplaced' }, page, signal);
      found.push(...items.map(({ data }) => handoverIn(data)).filter((each) => each !== undefined));
      after = next_cursor === null ? undefined : Number(next_cursor);
    } while (after !== undefined);
    return found;
  },
});

/** One event; `null` if the log has not come so far. */
export function eventQuery(position: number) {
  return queryOptions<LogEvent | null>({
    queryKey: [...auditKey, 'event', position],
    queryFn: async () => {
      const { items } = await fetchEvents({}, { order: 'asc', after: position - 1, limit: 1 });
      return items[0] ?? null;
    },
  });
}

/** What is known of an invite by now, by its code or by what stands for it; `null` if there is none. */
export function inviteStateQuery(code: string) {
  return queryOptions<InviteState | null>({
    queryKey: [...auditKey, 'invite', code],
    queryFn: async () => {
      return (await inviteStory(code, { limit: 1 })).state;
    },
  });
}

/** A role as it was made: also of one that was deleted. */
export function firstRoleQuery(id: string) {
  return queryOptions({
    queryKey: [...auditKey, 'role', id],
    queryFn: async () => {
      const { events } = await roleStory(id, { limit: 1 });
      return events[0]?.state ?? null;
    },
  });
}
