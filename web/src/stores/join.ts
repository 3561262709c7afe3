import { create } from 'zustand';
import { baseUrl, readBoot } from '../boot/boot.js';
import { inThisTab } from '../boot/remembered.js';
import { beginning, type JoinState } from './join-state.js';
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
