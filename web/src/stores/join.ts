import { create } from 'zustand';
import { baseUrl, readBoot } from '../boot/boot.js';
import { beginning, type JoinState } from './join-state.js';
import type { InviteBoot } from '../boot/invite-boot.js';

/** Vite's own server writes nothing into the page. */
export const inviteBoot: InviteBoot = readBoot<InviteBoot>() ?? {
  code: decodeURIComponent(window.location.pathname.split('/').filter(Boolean).at(-1) ?? ''),
  url: baseUrl,
  at: Date.now(),
};

export const useJoin = create<JoinState>(() => beginning(inviteBoot));

export function setJoin(state: JoinState): void {
  useJoin.setState(state, true);
}
