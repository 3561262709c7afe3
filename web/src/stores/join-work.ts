import type { InvitePreview } from '@gatehouse/sdk';
import { joinByInvite, previewInvite } from '../api/invites.js';
import { newIdempotencyKey } from '../api/idempotency-key.js';
import { listRoles } from '../api/roles.js';
import { getMe, rename } from '../api/server.js';
import { baseUrl } from '../boot/boot.js';
import { greet } from '../boot/greeting.js';
import { adoptIdentity, findIdentity, noteJoined } from '../identity/key-store.js';
import { ensureSession, signInAfresh, signInOrUp } from './session.js';
import { isRefusal, type JoinState } from './join-state.js';
import { joinProblem } from './join-problem.js';
import { inviteBoot, pending, setJoin, useJoin } from './join.js';

const { code } = inviteBoot;

/**
 * Joins: with the key of this browser, or with one made for it.
 * @throws Problem, Unreachable, StorageBlocked
 */
export async function join(preview: InvitePreview): Promise<JoinState> {
  const key = pending.read() ?? newIdempotencyKey();
  // Should the answer be lost, or the page, the next try is answered by this one.
  pending.write(key);
  try {
    await signInOrUp();
    const { joined, member } = await joinByInvite(code, key);
    pending.write(null);
    await noteJoined(true);
    const granted = preview.grants ? 'granted' : 'tried';
    const how = joined ? 'joined' : granted;
    return { step: 'in', preview, how, displayName: member.display_name };
  } catch (error) {
    // What was refused is answered: another try is another request. Of a failure nobody knows.
    if (isRefusal(error)) pending.write(null);
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
 * Keeps everybody from joining while a key is being opened: it would be with another one.
 * @returns what lets them again; `undefined` while somebody is joining already
 */
export function holdJoin(): (() => void) | undefined {
  const state = useJoin.getState();
  if (state.step !== 'invited' || state.joining) return undefined;
  setJoin({ ...state, held: true });
  return () => {
    // What the invite says may have changed meanwhile.
    const held = useJoin.getState();
    if (held.step === 'invited' && held.held) setJoin({ ...held, held: false });
  };
}

/**
 * Takes a key that was saved elsewhere, while joins are held; whoever is a member by it is sent on.
 * @throws Problem, Unreachable, StorageBlocked
 */
export async function takeKey(seed: Uint8Array<ArrayBuffer>): Promise<void> {
  await adoptIdentity(seed);
  await signInAfresh();
  await sendOn();
}

/**
 * Whoever is a member by the key of this browser goes where the link leads, also if it lets in nobody any more: they are
 * in. They stay if it has a role for them that they do not have yet.
 */
export async function sendOn(): Promise<void> {
  const state = useJoin.getState();
  if (state.step === 'loading' || state.step === 'in') return;
  if ((await findIdentity()) === undefined) {
    if (state.step === 'invited' && useJoin.getState() === state)
      setJoin({ ...state, isKeyLost: true });
    return;
  }
  if ((await ensureSession()) === undefined) return;
  const { is_member, display_name, roles } = await getMe();
  if (!is_member) return;
  const { preview } = state;
  const hasMore = preview?.grants && !(await isOneOf(preview.grants.role_name, roles));
  if (useJoin.getState() !== state) return;
  await noteJoined(true);
  pending.write(null);
  if (hasMore) {
    setJoin({ step: 'in', preview, how: 'known', displayName: display_name });
    return;
  }
  greet(isOfNone(state) ? 'noSuchInvite' : 'already');
  window.location.replace(`${baseUrl}/`);
}

/** Whether the code of the link is nobody's: mistyped, most likely. */
function isOfNone(state: JoinState): boolean {
  return state.step === 'refused' && joinProblem(state.error) === 'INVITE_NOT_FOUND';
}

/** An invite names its role, and a member has ids; no two roles share a name. Only members are kept waiting for it. */
async function isOneOf(name: string, ids: readonly string[]): Promise<boolean> {
  if (ids.length === 0) return false;
  // Without an answer the role is offered: using it twice gives nothing, and harms nobody.
  const roles = await listRoles().catch(() => []);
  return roles.some((role) => role.name === name && ids.includes(role.id));
}
