import { type components } from '@gatehouse/sdk';
import { queryOptions } from '@tanstack/react-query';
import {
  difference,
  inviteStory,
  listEvents,
  memberStory,
  membersAsOf,
  roleStory,
  serverStory,
} from '../api/audit.js';
import { usePages, type Pages } from './pages.js';
import type { Standing } from './person.js';
import type { MomentSearch } from './as-of-search.js';
import { auditKey, freshKey } from './audit.js';

export type Moment = components['schemas']['MomentDto'];
export type Settings = components['schemas']['SettingsDto'];
export type Change = components['schemas']['ChangeDto'];

/** What was stays as it was; what is now is fetched anew. */
function keyOf(moment: MomentSearch): readonly unknown[] {
  const isNow = moment.position === undefined && moment.at === undefined;
  return [...(isNow ? freshKey : auditKey), 'as-of', moment];
}

export interface AsOf<State> {
  readonly as_of: Moment;
  /** `null` if there was no such thing then. */
  readonly state: State | null;
}

/** The settings at a moment; and which moment that is, by time and by position. */
export function settingsQuery(moment: MomentSearch) {
  return queryOptions<AsOf<Settings>>({
    queryKey: [...keyOf(moment), 'settings'],
    queryFn: () => serverStory({ ...moment, limit: 1 }),
  });
}

/** An invite, a person or a role at a moment. */
export function thingQuery(view: 'invite' | 'person' | 'role', of: string, moment: MomentSearch) {
  return queryOptions<AsOf<object>>({
    queryKey: [...keyOf(moment), view, of],
    queryFn: () => {
      const query = { ...moment, limit: 1 };
      switch (view) {
        case 'invite': {
          return inviteStory(of, query);
        }
        case 'person': {
          return memberStory(of, query);
        }
        case 'role': {
          return roleStory(of, query);
        }
      }
    },
  });
}

const PAGE = 100;

/** Who was in at a moment. */
export function useMembersAsOf(moment: MomentSearch): Pages<Standing> {
  return usePages([...keyOf(moment), 'members'], async (cursor, signal) => {
    const query = { ...moment, limit: PAGE, ...afterOf(cursor) };
    const { members, next_cursor } = await membersAsOf(query, signal);
    return { items: members, next_cursor };
  });
}

/** What was different at two moments; the later is now if it is not given. */
export function useChanges(from: MomentSearch, to: MomentSearch): Pages<Change> {
  return usePages([...keyOf(to), 'changes', from], async (cursor, signal) => {
    const query = {
      ...(from.position !== undefined && { from_position: from.position }),
      ...(from.at !== undefined && { from: from.at }),
      ...(to.position !== undefined && { to_position: to.position }),
      ...(to.at !== undefined && { to: to.at }),
      limit: PAGE,
      ...afterOf(cursor),
    };
    const { changes, next_cursor } = await difference(query, signal);
    return { items: changes, next_cursor };
  });
}

function afterOf(cursor: string | undefined): { readonly after?: number } {
  return cursor === undefined ? {} : { after: Number(cursor) };
}

/** Every role that ever was, by id, with the name that it was made with. */
export const everyRoleQuery = queryOptions({
  queryKey: [...freshKey, 'roles'],
  queryFn: async () => {
    const query = { type: 'RoleCreated', limit: 1000 } as const;
    const { events } = await listEvents(query);
    return events.map(({ data }) => ({
      id: String(data?.role_id),
      name: String(data?.name),
    }));
  },
});
