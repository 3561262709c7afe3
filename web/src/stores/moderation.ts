import type { QueryClient } from '@tanstack/react-query';
import { ban, erase, giveRole, kick, takeRole } from '../api/members.js';
import { membersKey } from './members.js';

/** Whoever is put out is fetched where they are next shown, whether the gateway tells of it or not. */
async function forgetMembers(queries: QueryClient): Promise<void> {
  await queries.invalidateQueries({ queryKey: membersKey, refetchType: 'none' });
}

/** @throws Problem, Unreachable */
export async function kickMember(
  queries: QueryClient,
  pubkey: string,
  reason: string | null,
): Promise<void> {
  await kick(pubkey, reason);
  await forgetMembers(queries);
}

/** @throws Problem, Unreachable */
export async function banMember(
  queries: QueryClient,
  pubkey: string,
  reason: string | null,
): Promise<void> {
  await ban(pubkey, reason);
  await forgetMembers(queries);
}

/** Forgets who somebody is, for good. @throws Problem, Unreachable */
export async function eraseMember(queries: QueryClient, userId: string): Promise<void> {
  await erase(userId);
  await forgetMembers(queries);
}

/**
 * Gives somebody a role, or takes it; what is shown of them is up to date then, whether the gateway tells of it or not.
 * @throws Problem, Unreachable
 */
export async function setMemberRole(
  queries: QueryClient,
  { pubkey, role, isHeld }: { pubkey: string; role: string; isHeld: boolean },
): Promise<void> {
  await (isHeld ? giveRole(pubkey, role) : takeRole(pubkey, role));
  await queries.invalidateQueries({ queryKey: membersKey });
}
