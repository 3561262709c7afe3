import { answerOf, createGatehouseClient, Problem, type SessionView } from '@gatehouse/sdk';
import { create } from 'zustand';
import { baseUrl } from '../boot/boot.js';
import { inThisTab, remembered } from '../boot/remembered.js';
import { hearTime } from './clock.js';
import {
  ensureIdentity,
  findIdentity,
  forgetIdentity,
  type Identity,
} from '../identity/key-store.js';
import { signingKey } from '../identity/signing-key.js';

/**
 * Who is here. `no_key`: nobody yet. `signed_out`: somebody who said so, and whose key is still here.
 * `failed`: their key could not sign in, for a reason that may pass.
 */
export type Session =
  | { readonly status: 'unknown' | 'no_key' | 'signed_out' }
  | { readonly status: 'signed_in'; readonly userId: string; readonly token: string }
  | { readonly status: 'failed'; readonly reason: unknown };

export const useSession = create<Session>(() => ({ status: 'unknown' }));

/** Nobody's calls: those by which one signs in. */
const anonymous = createGatehouseClient({ baseUrl, onAnswer: hearTime });

const KEPT = `gatehouse.session ${baseUrl}`;
const SIGNED_OUT = `gatehouse.signed-out ${baseUrl}`;

let signingIn: Promise<string | undefined> | undefined;

function set(session: Session): void {
  useSession.setState(session, true);
}

export function token(): string | undefined {
  const session = useSession.getState();
  return session.status === 'signed_in' ? session.token : undefined;
}

/** Finds out who is here, and signs them in; makes no key. */
export async function startSession(): Promise<void> {
  try {
    if (remembered.read(SIGNED_OUT) !== null) {
      set({ status: (await findIdentity()) ? 'signed_out' : 'no_key' });
      return;
    }
    const kept = keptSession();
    if (kept) set({ status: 'signed_in', userId: kept.user_id, token: kept.token });
    else await renewSession();
  } catch (reason) {
    set({ status: 'failed', reason });
  }
}

/**
 * Signs in anew with the key that is here: a call found the session ended. Those who wait share one
 * sign-in. `undefined`: there is no key, or its holder has signed out.
 * @throws Problem, Unreachable, StorageBlocked
 */
export function renewSession(): Promise<string | undefined> {
  signingIn ??= signInHere().finally(() => {
    signingIn = undefined;
  });
  return signingIn;
}

/**
 * Signs in with the key that is here, or with a new one.
 * @throws Problem, Unreachable, StorageBlocked
 */
export async function signInOrUp(): Promise<Identity> {
  const identity = await ensureIdentity();
  remembered.write(SIGNED_OUT, null);
  if (token() === undefined) await renewSession();
  return identity;
}

/** Ends the session. The key stays: whoever has the device can sign in again. */
export async function signOut(): Promise<void> {
  const held = token();
  remembered.write(SIGNED_OUT, 'yes');
  inThisTab.write(KEPT, null);
  set({ status: 'signed_out' });
  if (held === undefined) return;
  const headers = { authorization: `Bearer ${held}` };
  // It ends by itself if this does not arrive.
  await anonymous.DELETE('/api/v1/auth/session', { headers }).catch(() => undefined);
}

/** Ends the session and deletes the key from this browser. There is no way back without a copy. */
export async function forgetMe(): Promise<void> {
  await signOut();
  await forgetIdentity();
  remembered.write(SIGNED_OUT, null);
  set({ status: 'no_key' });
}

/** Another key is here now: whose session it was does not matter any more. */
export async function signInAfresh(): Promise<void> {
  remembered.write(SIGNED_OUT, null);
  inThisTab.write(KEPT, null);
  set({ status: 'unknown' });
  await startSession();
}

async function signInHere(): Promise<string | undefined> {
  const identity = await findIdentity();
  if (!identity) {
    set({ status: 'no_key' });
    return undefined;
  }
  if (remembered.read(SIGNED_OUT) !== null) {
    set({ status: 'signed_out' });
    return undefined;
  }
  const session = await openSession(identity);
  inThisTab.write(KEPT, JSON.stringify(session));
  set({ status: 'signed_in', userId: session.user_id, token: session.token });
  return session.token;
}

async function openSession(identity: Identity): Promise<SessionView> {
  const key = signingKey(identity);
  const { pubkey } = key;
  const asked = anonymous.POST('/api/v1/auth/challenge', { body: { pubkey } });
  const { challenge } = await answerOf(asked);
  const signature = await key.sign(challenge);
  return answerOf(anonymous.POST('/api/v1/auth/verify', { body: { pubkey, signature } }));
}

function keptSession(): SessionView | undefined {
  const kept = inThisTab.read(KEPT);
  if (kept === null) return undefined;
  // Only we write there; should it have ended meanwhile, the first call finds out.
  return JSON.parse(kept) as SessionView;
}

/** Whether a call failed because nobody is signed in, and could not be. */
export function isSignedOut(error: unknown): boolean {
  return error instanceof Problem && error.code === 'UNAUTHENTICATED';
}
