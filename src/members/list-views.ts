import type { UserId } from '../platform/ids.js';
import type { BanState, ListingState, MemberState } from './member.fold.js';

/** A ban, as the API shows one. */
export interface BanView extends BanState {
  readonly user_id: UserId;
  /** Base58; `null` after an erasure. */
  readonly pubkey: string | null;
}

/** An entry of the allowlist, as the API shows one. */
export interface ListingView extends ListingState {
  readonly user_id: UserId;
  /** Base58; `null` after an erasure. */
  readonly pubkey: string | null;
}

export function banView(user_id: UserId, { pubkey, ban }: MemberState): BanView {
  if (!ban) throw new Error('There is no such ban to show.');
  return { user_id, pubkey, ...ban };
}

export function listingView(user_id: UserId, { pubkey, listing }: MemberState): ListingView {
  if (!listing) throw new Error('There is no such entry to show.');
  return { user_id, pubkey, ...listing };
}
