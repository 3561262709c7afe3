import type { InviteStatus } from '@gatehouse/sdk';

/** What the list of invites can be limited to. */
export const SHOWN = ['active', 'paused', 'expired', 'exhausted', 'revoked', 'all'] as const;
export type Shown = InviteStatus | 'all';
