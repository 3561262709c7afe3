import type { Invite } from '@gatehouse/sdk';
import type { QueryClient } from '@tanstack/react-query';
import { newIdempotencyKey } from '../api/idempotency-key.js';
import { createInvite, revokeInvite } from '../api/invites.js';
import { now } from './clock.js';
import { sameTerms } from './create-invite.js';
import { COUNTS, hear } from './heard-invites.js';
import { inviteQuery } from './invites.js';
import { refetchSoon } from './refetch-soon.js';

/**
 * @param reason goes into the audit log; empty: none
 * @throws Problem, Unreachable
 */
export async function revoke(queries: QueryClient, code: string, reason: string): Promise<void> {
  await revokeInvite(code, reason);
  refetchSoon(queries, COUNTS);
  await queries.invalidateQueries(inviteQuery(code));
}

/**
 * What is revoked stays so: a new link takes its place, with the same terms. However often it is tried, it is one link:
 * each try sends what the first did, under the same key.
 * @returns throws Problem, Unreachable
 */
export function remaker(queries: QueryClient, invite: Invite): () => Promise<Invite> {
  let request: { readonly body: ReturnType<typeof sameTerms>; readonly key: string } | undefined;
  return async () => {
    request ??= { body: sameTerms(invite, now()), key: newIdempotencyKey() };
    const made = await createInvite(request.body, request.key);
    hear(queries, made);
    return made;
  };
}
