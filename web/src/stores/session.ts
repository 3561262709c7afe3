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
 * `failed`: their key could not sign in, for a reason that may pass. `key_lost`: their session has ended while they were
 * here, and the browser has lost the key to open another one.
 */
export type Session =
  | { readonly status: 'unknown' | 'no_key' | 'signed_out' }
  | { readonly status: 'signed_in'; readonly userId: string; readonly token: string }
  | { readonly status: 'key_lost'; readonly userId: string }
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
    await ensureSession();
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
  if (signingIn) return signingIn;
  const mine = signInHere().finally(() => {
    if (signingIn === mine) signingIn = undefined;
  });
  signingIn = mine;
  return mine;
}

/** The token by which whoever is here is signed in, or is signed in anew. */
export async function ensureSession(): Promise<string | undefined> {
  const held = token();
  if (held !== undefined) return held;
  return takeKept() ? token() : renewSession();
}

/**
 * Signs in with the key that is here, or with a new one.
 * @throws Problem, Unreachable, StorageBlocked
 */
export async function signInOrUp(): Promise<Identity> {
  const identity = await ensureIdentity();
  remembered.write(SIGNED_OUT, null);
  await ensureSession();
  return identity;
}

/** Ends the session. The key stays: whoever has the device can sign in again. */
export async function signOut(): Promise<void> {
  remembered.write(SIGNED_OUT, 'yes');
  await leave();
}

/** Whoever signs out, in or deletes their key in one tab does it in all: each has a session of its own. */
export function followOtherTabs(): void {
  window.addEventListener('storage', ({ key, newValue }) => {
    if (key !== SIGNED_OUT) return;
    if (newValue !== null) void leave();
    else if (useSession.getState().status === 'signed_out') void startSession();
  });
}

/** Ends the session of this tab. */
async function leave(): Promise<void> {
  const held = token();
  inThisTab.write(KEPT, null);
  set({ status: 'signed_out' });
  if (held !== undefined) await end(held);
}

/** It ends by itself if this does not arrive. */
async function end(held: string): Promise<void> {
  const headers = { authorization: `Bearer ${held}` };
  await anonymous.DELETE('/api/v1/auth/session', { headers }).catch(() => undefined);
}

/** Ends the session and deletes the key from this browser. There is no way back without a copy. */
export async function forgetMe(): Promise<void> {
  await signOut();
  await forgetIdentity();
  remembered.write(SIGNED_OUT, null);
  set({ status: 'no_key' });
}

/** Goes without the key that was lost, and without what is still shown. */
export function goWithoutKey(): void {
  set({ status: 'no_key' });
}

/** Another key is here now: whose session it was does not matter any more. */
export async function signInAfresh(): Promise<void> {
  remembered.write(SIGNED_OUT, null);
  inThisTab.write(KEPT, null);
  signingIn = undefined;
  set({ status: 'unknown' });
  await startSession();
}

async function signInHere(): Promise<string | undefined> {
  const identity = await findIdentity();
  if (!identity) {
    loseKey();
    return undefined;
  }
  if (remembered.read(SIGNED_OUT) !== null) {
    set({ status: 'signed_out' });
    return undefined;
  }
  const session = await openSession(identity);
  if (!(await isStillHere(identity))) {
    void end(session.token);
    return undefined;
  }
  inThisTab.write(KEPT, JSON.stringify(session));
  set({ status: 'signed_in', userId: session.user_id, token: session.token });
  return session.token;
}

/** What somebody sees and has typed stays before them: the key may come back. */
function loseKey(): void {
  const before = useSession.getState();
  inThisTab.write(KEPT, null);
  if (before.status === 'signed_in') set({ status: 'key_lost', userId: before.userId });
  else if (before.status !== 'key_lost') set({ status: 'no_key' });
}

async function openSession(identity: Identity): Promise<SessionView> {
  const key = signingKey(identity);
  const { pubkey } = key;
  const asked = anonymous.POST('/api/v1/auth/challenge', { body: { pubkey } });
  const { challenge } = await answerOf(asked);
  const signature = await key.sign(challenge);
  return answerOf(anonymous.POST('/api/v1/auth/verify', { body: { pubkey, signature } }));
}

/** Whether nobody has signed out, or brought another key, while a session was being opened. */
async function isStillHere({ pubkey }: Identity): Promise<boolean> {
  return remembered.read(SIGNED_OUT) === null && (await findIdentity())?.pubkey === pubkey;
}

/** Goes on with the session that this tab has kept, if there is one. */
function takeKept(): boolean {
  const kept = inThisTab.read(KEPT);
  if (kept === null) return false;
  // Only we write there; should it have ended meanwhile, the first call finds out.
  const { user_id: userId, token: held } = JSON.parse(kept) as SessionView;
  set({ status: 'signed_in', userId, token: held });
  return true;
}

/** Whether a call failed because nobody is signed in, and could not be. */
export function isSignedOut(error: unknown): boolean {
  return error instanceof Problem && error.code === 'UNAUTHENTICATED';
}
