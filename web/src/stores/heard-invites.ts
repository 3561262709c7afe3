import type { Invite, InviteStatus } from '@gatehouse/sdk';
import type { QueryClient } from '@tanstack/react-query';
import { queryOptions, useQuery } from '@tanstack/react-query';
import { now } from './clock.js';
import { refetchSoon } from './refetch-soon.js';

/**
 * Invites as the gateway, or the answer to a change, told of them last, by code. They are kept beside the
 * lists and not in them: a page that is on its way would bring back what it still thought.
 */
export type Heard = ReadonlyMap<string, Invite>;

/** Fetching it anew forgets it: then everything else is fetched anew, too. */
export const heardQuery = queryOptions<Heard>({
  queryKey: ['invites', 'heard'],
  queryFn: () => new Map(),
  gcTime: Infinity,
});

const NOTHING: Heard = new Map();

export function useHeard(): Heard {
  return useQuery(heardQuery).data ?? NOTHING;
}

/** How many there are of each status: asked for anew when one has another, or may have. */
export const COUNTS = ['invites', 'counts'] as const;
const COUNT_MS = 2000;

/** Takes in how an invite is by now, unless something newer was heard. */
export function hear(queries: QueryClient, invite: Invite): void {
  const before = queries.getQueryData<Heard>(heardQuery.queryKey)?.get(invite.code);
  if (before?.status !== invite.status) refetchSoon(queries, COUNTS, COUNT_MS);
  queries.setQueryData<Heard>(heardQuery.queryKey, (heard = NOTHING) => {
    const known = heard.get(invite.code);
    if (known && known.version >= invite.version) return heard;
    return new Map(heard).set(invite.code, invite);
  });
}

/** The newer of what was fetched and what was heard. */
export function newest(invite: Invite, heard: Heard): Invite {
  const other = heard.get(invite.code);
  return other && other.version > invite.version ? other : invite;
}

/** The status by the clock: the server records an expiry a little later. */
export function statusAt(
  { status, expires_at }: Pick<Invite, 'status' | 'expires_at'>,
  time: number,
): InviteStatus {
  const ends = status === 'active' || status === 'paused';
  return ends && expires_at !== null && Date.parse(expires_at) <= time ? 'expired' : status;
}

/** What was fetched of a status, as it is by now, without what belongs there no more. */
export function stillThere(
  fetched: readonly Invite[],
  heard: Heard,
  status: InviteStatus | 'all',
): readonly Invite[] {
  if (heard.size === 0) return fetched;
  const time = now();
  return fetched
    .map((invite) => [invite, newest(invite, heard)] as const)
    .filter(([before, after]) => before === after || belongs(after, status, time))
    .map(([, after]) => after);
}

function belongs(invite: Invite, status: InviteStatus | 'all', time: number): boolean {
  return status === 'all' || statusAt(invite, time) === status;
}

/** Which invites a list holds, and whether it was fetched to its end. */
interface ListOf {
  readonly status: InviteStatus | 'all';
  readonly isWhole: boolean;
}

/** A fetched list, the newest first, with what was heard: what belongs there no more is out, new ones are in. */
export function withHeard(
  fetched: readonly Invite[],
  heard: Heard,
  { status, isWhole }: ListOf,
): readonly Invite[] {
  if (heard.size === 0) return fetched;
  const time = now();
  const there = new Set(fetched.map(({ code }) => code));
  const oldest = fetched.at(-1)?.created_at;
  // What is older than the end of what was fetched comes with its page.
  const isInReach = ({ created_at }: Invite): boolean =>
    isWhole || (oldest !== undefined && created_at >= oldest);
  const added = [...heard.values()].filter(
    (invite) => !there.has(invite.code) && belongs(invite, status, time) && isInReach(invite),
  );
  const kept = stillThere(fetched, heard, status);
  return added.length === 0 ? kept : [...added.reverse(), ...kept].sort(newestFirst);
}

function newestFirst(a: Invite, b: Invite): number {
  return a.created_at < b.created_at ? 1 : a.created_at > b.created_at ? -1 : 0;
}
