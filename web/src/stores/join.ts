import { create } from 'zustand';
import { serverAnswers } from '../api/health.js';
import { baseUrl, readBoot } from '../boot/boot.js';
import { inThisTab } from '../boot/remembered.js';
import { now } from './clock.js';
import { beginning, type JoinState, type Refused } from './join-state.js';
import type { InviteBoot } from '../boot/invite-boot.js';

/** Vite's own server writes nothing into the page. */
export const inviteBoot: InviteBoot = readBoot<InviteBoot>() ?? {
  code: decodeURIComponent(window.location.pathname.split('/').filter(Boolean).at(-1) ?? ''),
  url: baseUrl,
  at: Date.now(),
};

const PENDING = `gatehouse.joining ${baseUrl} ${inviteBoot.code}`;

export const useJoin = create<JoinState>(() => beginning(inviteBoot));

/** The key of a join that was sent and not answered: it outlives the page. */
export const pending = {
  read: (): string | null => inThisTab.read(PENDING),
  write: (key: string | null): void => inThisTab.write(PENDING, key),
};

export function setJoin(state: JoinState): void {
  useJoin.setState(state, true);
}

/** Whether the server answers, while nothing else is shown; if it does not yet, the wait begins anew. */
export async function isReachable(state: Refused): Promise<boolean> {
  const answers = await serverAnswers();
  if (useJoin.getState() !== state) return false;
  if (!answers) setJoin({ ...state, notBefore: now() });
  return answers;
}
