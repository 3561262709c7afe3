import { type Invite } from '@gatehouse/sdk';
import { newIdempotencyKey } from '../api/idempotency-key.js';
import { createInvite } from '../api/invites.js';
import type { Body } from '../api/calls.js';
import { now } from './clock.js';
import { secondsIn, textIn, usesIn, type Draft } from './invite-terms.js';

/**
 * Creates invites so that a draft whose answer was lost makes no second one: what is sent once more is
 * the same request, under the same key.
 */
export function inviteCreator(): (draft: Draft) => Promise<Invite> {
  let last: { readonly draft: Draft; readonly request: ReturnType<typeof requestOf> } | undefined;
  return async (draft) => {
    if (last?.draft !== draft) last = { draft, request: requestOf(draft) };
    const { body, key } = last.request;
    const invite = await createInvite(body, key);
    last = undefined;
    return invite;
  };
}

function requestOf(draft: Draft) {
  const body = {
    label: textIn(draft.label),
    max_uses: usesIn(draft) ?? 0,
    expires_in_seconds: secondsIn(draft, now()) ?? null,
    grant_role_id: textIn(draft.roleId),
    channel_id: textIn(draft.channel),
  };
  return { body, key: newIdempotencyKey() };
}

/** What makes another invite that ends when that one would have, for as many people. */
export function sameTerms(
  { label, max_uses, expires_at, grant_role_id, channel_id }: Invite,
  at: number,
): Body<'/api/v1/invites', 'post'> {
  const left = expires_at === null ? null : Math.ceil((Date.parse(expires_at) - at) / 1000);
  return {
    label,
    max_uses,
    expires_in_seconds: left === null ? null : Math.max(1, left),
    grant_role_id,
    channel_id,
  };
}
