import type { InviteCode, RoleId, UserId } from '../platform/ids.js';
import type { Imported } from '../platform/imported.js';
import type { DomainEvent } from '../event-store/event.js';
import type { EventTypes } from '../event-store/event-types.js';

export const REVOKE_CAUSES = [
  'revoked',
  'role_deleted',
  'creator_banned',
  'creator_kicked',
  'creator_left',
  'creator_erased',
  'owner_appointed',
] as const;
/** Why an invite was revoked. */
export type RevokeCause = (typeof REVOKE_CAUSES)[number];

export interface InviteTerms {
  /** 0 = unlimited. */
  readonly max_uses: number;
  /** RFC 3339; `null` = never. */
  readonly expires_at: string | null;
  readonly label: string | null;
}

export type InviteEvent =
  | DomainEvent<
      'InviteCreated',
      InviteTerms & {
        code: InviteCode;
        /** `null` for the owner link. */
        created_by: UserId | null;
        grant_role_id: RoleId | null;
        channel_id: string | null;
        /** Whether whoever joins becomes the owner. */
        grants_ownership: boolean;
        /** With how many uses there were already. */
        imported?: Imported & { use_count: number };
      }
    >
  | DomainEvent<'InviteUpdated', Partial<InviteTerms> & { code: InviteCode }>
  | DomainEvent<'InvitePaused', { code: InviteCode }>
  | DomainEvent<'InviteResumed', { code: InviteCode }>
  | DomainEvent<
      'InviteConsumed',
      {
        code: InviteCode;
        user_id: UserId;
        /** Uses so far, with this one. */
        use_count: number;
        /** `false` when a member used it to receive its role. */
        joined: boolean;
      }
    >
  | DomainEvent<'InviteExpired', { code: InviteCode }>
  | DomainEvent<'InviteRevoked', { code: InviteCode; cause: RevokeCause }>
  /** Whoever made it was erased, and with them why it was revoked. */
  | DomainEvent<'InviteReasonErased', { code: InviteCode }>;

export const inviteEventTypes: EventTypes<InviteEvent> = {
  InviteCreated: { schemaVersion: 1 },
  InviteUpdated: { schemaVersion: 1 },
  InvitePaused: { schemaVersion: 1 },
  InviteResumed: { schemaVersion: 1 },
  InviteConsumed: { schemaVersion: 1 },
  InviteExpired: { schemaVersion: 1 },
  // What is said of an invite is said of who made it: sealed, under a key of the invite's own.
  InviteRevoked: { schemaVersion: 1, personalReason: true },
  InviteReasonErased: { schemaVersion: 1, erases: true },
};
