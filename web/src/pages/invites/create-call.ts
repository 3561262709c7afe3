import { answerOf, type Invite } from '@gatehouse/sdk';
import { api } from '../../api/api.js';
import { now } from '../../clock/clock.js';
import { secondsIn, textIn, usesIn, type Draft } from './terms.js';

const KEY_BYTES = 16;

/**
 * Creates invites so that a draft whose answer was lost makes no second one: what is sent once more is
 * the same request, under the same key.
 */
export function inviteCreator(): (draft: Draft) => Promise<Invite> {
  let last: { readonly draft: Draft; readonly request: ReturnType<typeof requestOf> } | undefined;
  return async (draft) => {
    if (last?.draft !== draft) last = { draft, request: requestOf(draft) };
    const invite = await answerOf(api.POST('/api/v1/invites', last.request));
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
  return { body, params: { header: { 'Idempotency-Key': randomKey() } } };
}

/** `randomUUID` is there only over TLS. */
function randomKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(KEY_BYTES));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
