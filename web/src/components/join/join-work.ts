import { Problem, type InvitePreview } from '@gatehouse/sdk';
import { joinByInvite, previewInvite } from '../../api/invites.js';
import { newIdempotencyKey } from '../../api/idempotency-key.js';
import { getMe, rename } from '../../api/server.js';
import { baseUrl } from '../../boot/boot.js';
import { greet } from '../../boot/greeting.js';
import { adoptIdentity, findIdentity, noteJoined } from '../../identity/key-store.js';
import { renewSession, signInAfresh, signInOrUp } from '../../stores/session.js';
import './MemberAlready.js';
import type { JoinState } from '../../stores/join-state.js';
import { inviteBoot, setJoin, useJoin } from '../../stores/join.js';

const { code } = inviteBoot;

/** Of one try: should its answer be lost, the next is answered by it. */
let idempotencyKey = newIdempotencyKey();

/**
 * Joins: with the key of this browser, or with one made for it.
 * @throws Problem, Unreachable, StorageBlocked
 */
export async function join(preview: InvitePreview): Promise<JoinState> {
  try {
    await signInOrUp();
    const { joined, member } = await joinByInvite(code, idempotencyKey);
    await noteJoined(true);
    const granted = preview.grants ? 'granted' : 'tried';
    const how = joined ? 'joined' : granted;
    return { step: 'in', preview, how, displayName: member.display_name };
  } catch (error) {
    // What was refused is answered: another try is another request. Of a failure nobody knows.
    if (error instanceof Problem && error.status < 500) idempotencyKey = newIdempotencyKey();
    throw error;
  }
}

/**
 * Looks at the invite again.
 * @throws Problem, Unreachable
 */
export function look(): Promise<InvitePreview> {
  return previewInvite(code);
}

/** @throws Problem, Unreachable */
export async function giveName(name: string): Promise<void> {
  await rename(name);
}

/** @throws StorageBlocked */
export async function ownKey(): Promise<string | undefined> {
  return (await findIdentity())?.pubkey;
}

/**
 * Takes a key that was saved elsewhere; whoever is a member by it is sent on. While somebody is joining, the
 * key that they join with stays.
 * @returns whether it is the key of this browser now
 * @throws Problem, Unreachable, StorageBlocked
 */
export async function takeKey(seed: Uint8Array<ArrayBuffer>): Promise<boolean> {
  const state = useJoin.getState();
  if (state.step !== 'invited' || state.joining) return false;
  const busy = { ...state, joining: true };
  setJoin(busy);
  try {
    await adoptIdentity(seed);
    await signInAfresh();
  } finally {
    if (useJoin.getState() === busy) setJoin(state);
  }
  await sendOn();
  return true;
}

/**
 * Whoever is a member by the key of this browser goes where the link leads. They stay if it has a role
 * for them.
 */
export async function sendOn(): Promise<void> {
  const state = useJoin.getState();
  if (state.step === 'loading' || state.step === 'in' || !state.preview) return;
  const { preview } = state;
  if ((await findIdentity()) === undefined || (await renewSession()) === undefined) return;
  const { is_member, display_name } = await getMe();
  if (!is_member || useJoin.getState() !== state) return;
  await noteJoined(true);
  if (preview.grants) {
    setJoin({ step: 'in', preview, how: 'known', displayName: display_name });
    return;
  }
  greet('already');
  window.location.replace(`${baseUrl}/`);
}
