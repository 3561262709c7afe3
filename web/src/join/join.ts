import { answerOf, Problem, Unreachable, type InvitePreview } from '@gatehouse/sdk';
import { create } from 'zustand';
import { api } from '../api/api.js';
import { boot } from '../boot/boot.js';
import { now } from '../clock/clock.js';
import { findIdentity, noteJoined } from '../identity/key-store.js';
import { renewSession, signInOrUp } from '../session/session.js';

/** They came in just now; they tried, and were in, or have its role for it; or they are known, and have not tried. */
export type HowIn = 'joined' | 'tried' | 'granted' | 'known';

/** How far somebody is with an invite. */
export type JoinState =
  | { readonly step: 'loading' }
  | { readonly step: 'invited'; readonly preview: InvitePreview; readonly joining: boolean }
  | {
      readonly step: 'in';
      readonly preview: InvitePreview;
      readonly how: HowIn;
      readonly displayName: string | null;
    }
  | {
      readonly step: 'refused';
      readonly error: unknown;
      /** What to show of the invite, if it was not the invite that was refused. */
      readonly preview: InvitePreview | undefined;
      /** Unix milliseconds, as `now()` has them, before which there is no use in trying again. */
      readonly notBefore: number;
    };

/** The code in this page's address. */
export const code = decodeURIComponent(
  window.location.pathname.split('/').filter(Boolean).at(-1) ?? '',
);

/** Of one try: should its answer be lost, the next is answered by it. */
let idempotencyKey = newKey();

function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

export const useJoin = create<JoinState>(() => begin());

function begin(): JoinState {
  if (boot.preview) return { step: 'invited', preview: boot.preview, joining: false };
  if (!boot.problem) return { step: 'loading' };
  const { code: reason, status, detail, errors, request_id } = boot.problem;
  return refusedBy(new Problem(reason, status, detail, errors, boot.retryAfter, request_id));
}

function set(state: JoinState): void {
  useJoin.setState(state, true);
}

function refusedBy(error: unknown, preview?: InvitePreview): JoinState {
  const wait = error instanceof Problem ? (error.retryAfter ?? 0) : 0;
  return { step: 'refused', error, preview, notBefore: now() + wait * 1000 };
}

/** Looks at the invite again, or tries once more to join, whichever was refused. */
export async function tryAgain(): Promise<void> {
  const state = useJoin.getState();
  if (state.step === 'refused' && state.preview) return join(state.preview);
  set({ step: 'loading' });
  try {
    const preview = await answerOf(
      api.GET('/api/v1/invites/{code}', { params: { path: { code } } }),
    );
    set({ step: 'invited', preview, joining: false });
  } catch (error) {
    set(refusedBy(error));
  }
}

/** Joins: with the key of this browser, or with one made for it. */
export async function join(preview: InvitePreview): Promise<void> {
  set({ step: 'invited', preview, joining: true });
  try {
    await signInOrUp();
    const { joined, member } = await answerOf(
      api.POST('/api/v1/invites/{code}/join', {
        params: { path: { code }, header: { 'Idempotency-Key': idempotencyKey } },
      }),
    );
    await noteJoined(true);
    const granted = preview.grants ? 'granted' : 'tried';
    const how = joined ? 'joined' : granted;
    set({ step: 'in', preview, how, displayName: member.display_name });
  } catch (error) {
    // What was refused is answered: another try is another request. Of a failure nobody knows.
    if (error instanceof Problem && error.status < 500) idempotencyKey = newKey();
    set(refusedBy(error, preview));
  }
}

/** Whoever has joined from this browser is told so, if they still are a member. */
export async function recogniseMember(): Promise<void> {
  const state = useJoin.getState();
  if (state.step !== 'invited') return;
  try {
    const identity = await findIdentity();
    if (!identity?.joined || (await renewSession()) === undefined) return;
    const { is_member, display_name } = await answerOf(api.GET('/api/v1/auth/me'));
    if (!is_member || useJoin.getState() !== state) return;
    set({ step: 'in', preview: state.preview, how: 'known', displayName: display_name });
  } catch {
    // It was only to be kind: the button will say what is the matter.
  }
}

/** Says what to call whoever has come in. */
export async function giveName(name: string): Promise<void> {
  await answerOf(api.PATCH('/api/v1/auth/me', { body: { display_name: name } }));
}

/** Goes on by itself when the network is back. */
export function goOnWhenOnline(): void {
  window.addEventListener('online', () => {
    const state = useJoin.getState();
    if (state.step === 'refused' && state.error instanceof Unreachable) void tryAgain();
  });
}
