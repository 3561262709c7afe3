import { Problem, type components, type Member } from '@gatehouse/sdk';
import { queryOptions } from '@tanstack/react-query';
import { memberStory } from '../api/audit.js';
import { getMember } from '../api/members.js';

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

async function personOf(userId: string): Promise<Member | null> {
  try {
    return await getMember(userId);
  } catch (error) {
    if (error instanceof Problem && error.code === 'MEMBER_NOT_FOUND') return null;
    throw error;
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
