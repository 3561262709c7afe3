import type { InviteCode, RoleId, UserId } from '../platform/ids.js';
import type { Imported } from '../platform/imported.js';
import type { DomainEvent } from '../event-store/event.js';
import type { EventTypes } from '../event-store/event-types.js';

/** In a user's stream, beside the events of `identity/`. */
export type MemberEvent =
  | DomainEvent<
      'MemberJoined',
      {
        user_id: UserId;
        /** `null` when the join was direct. */
        invite_code: InviteCode | null;
        /** Who made the invite; `null` when the join was direct or by the owner link. */
        invited_by: UserId | null;
        /** The roles that the member starts with. */
        role_ids: readonly RoleId[];
        imported?: Imported;
      }
    >
  | DomainEvent<'MemberLeft', { user_id: UserId }>
  | DomainEvent<'MemberKicked', { user_id: UserId }>
  | DomainEvent<
      'MemberBanned',
      {
        user_id: UserId;
        /** `false` when somebody was banned who was not in. */
        was_member: boolean;
        imported?: Imported;
      }
    >
  | DomainEvent<'MemberUnbanned', { user_id: UserId }>
  | DomainEvent<'UserAllowlisted', { user_id: UserId; imported?: Imported }>
  | DomainEvent<'UserUnlisted', { user_id: UserId }>
  | DomainEvent<
      'MemberRoleAdded',
      {
        user_id: UserId;
        role_id: RoleId;
        /** The invite that granted it, if one did. */
        invite_code: InviteCode | null;
      }
    >
  | DomainEvent<'MemberRoleRemoved', { user_id: UserId; role_id: RoleId }>;

export const memberEventTypes: EventTypes<MemberEvent> = {
  MemberJoined: { schemaVersion: 1 },
  MemberLeft: { schemaVersion: 1 },
  MemberKicked: { schemaVersion: 1, personalReason: true },
  MemberBanned: { schemaVersion: 1, personalReason: true },
  MemberUnbanned: { schemaVersion: 1, personalReason: true },
  UserAllowlisted: { schemaVersion: 1 },
  UserUnlisted: { schemaVersion: 1 },
  MemberRoleAdded: { schemaVersion: 1 },
  MemberRoleRemoved: { schemaVersion: 1 },
};
