import { Problem, type components, type Member } from '@gatehouse/sdk';
import { queryOptions, type QueryClient } from '@tanstack/react-query';
import { memberStory } from '../api/audit.js';
import { getMember, listMembers } from '../api/members.js';

/** Somebody, as most answers of the API show them. */
export interface PersonView {
  readonly user_id: string;
  /** Base58; `null` after an erasure. */
  readonly pubkey: string | null;
  readonly display_name?: string | null;
}

/** Whoever a user id is of; `null` if they are no member, or no longer. */
export function personQuery(userId: string) {
  return queryOptions<Member | null>({
    queryKey: ['person', userId],
    queryFn: () => personOf(userId),
  });
}

/** Of whoever is called as somebody's id begins, there can be more than one. */
const NAMESAKES = 2;

/** They are searched for: that somebody has left is no failure, and not to be told as one by the browser. */
async function personOf(userId: string): Promise<Member | null> {
  const { members } = await listMembers({ q: userId, limit: NAMESAKES });
  const found = members.find((member) => [member.user_id, member.pubkey].includes(userId));
  if (found || members.length < NAMESAKES) return found ?? null;
  try {
    return await getMember(userId);
  } catch (error) {
    if (error instanceof Problem && error.code === 'MEMBER_NOT_FOUND') return null;
    throw error;
  }
}

/** Members who have just been fetched need not be asked for one by one. */
export function notePeople(queries: QueryClient, members: readonly Member[]): void {
  for (const member of members) {
    queries.setQueryData(personQuery(member.user_id).queryKey, member);
  }
}

/** How somebody stands, or stood last. */
export type Standing = components['schemas']['StandingDto'];

/** The same of anybody who was ever here, for those who may view the audit log. */
export function standingQuery(userId: string) {
  return queryOptions<Standing | null>({
    queryKey: ['person', userId, 'standing'],
    queryFn: async () => {
      return (await memberStory(userId, { limit: 1 })).state;
    },
  });
}

/** The user id of a public key; `undefined` if it never was here. @throws Problem, Unreachable */
export async function userWith(pubkey: string): Promise<string | undefined> {
  try {
    return (await memberStory(pubkey, { limit: 1 })).user_id;
  } catch (error) {
    if (error instanceof Problem && error.code === 'MEMBER_NOT_FOUND') return undefined;
    throw error;
  }
}
