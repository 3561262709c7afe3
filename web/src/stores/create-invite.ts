import { type Invite } from '@gatehouse/sdk';
import { createInvite } from '../api/invites.js';
import { now } from './clock.js';
import { secondsIn, textIn, usesIn, type Draft } from './invite-terms.js';

const KEY_BYTES = 16;

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
  return { body, key: randomKey() };
}

/** `randomUUID` is there only over TLS. */
function randomKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(KEY_BYTES));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
