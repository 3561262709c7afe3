import type { RoleId, UserId } from '../platform/ids.js';
import { refuse, type Refusal } from '../platform/refusal.js';
import type { MemberEvent } from '../members/member.events.js';
import { notAMember, requireOperator, type Authority } from '../roles/authority.js';
import { ADMIN } from '../roles/role.events.js';
import type { ServerEvent } from './server.events.js';

/** Who is to become the owner. */
export interface Heir {
  readonly userId: UserId;
  readonly isMember: boolean;
  readonly roleIds: readonly RoleId[];
}

export interface OwnershipFacts {
  readonly actor: Authority;
  readonly owner: UserId | null;
  readonly heir: Heir;
}

/** What becomes of a community's ownership, for the stream of each. */
export interface Appointment {
  readonly heir: readonly MemberEvent[];
  readonly server: readonly ServerEvent[];
}

/** What a transfer appends, for the stream of each. */
export interface Transfer extends Appointment {
  readonly formerOwner: readonly MemberEvent[];
}

/** Whoever runs the process makes a member the owner of a community that has none. */
export function decideAppointOwner({ actor, owner, heir }: OwnershipFacts): Appointment | Refusal {
  const refusal = requireOperator(actor);
  if (refusal) return refusal;
  if (owner === heir.userId) return { heir: [], server: [] };
  if (owner !== null) return refuse('CONFLICT', 'The community has another owner already.');
  if (!heir.isMember) return refuse('NOT_A_MEMBER', 'Only a member can become the owner.');
  return appointed(heir);
}

/**
 * The owner, or whoever runs the process, makes another member the owner, who receives `admin`. An owner who hands the
 * community over keeps that role; one who is replaced by the operator hands it over, and stays a member with all
 * others. To the owner it is no event.
 */
export function decideTransferOwnership({
  actor,
  owner,
  heir,
  ownersRoles,
}: OwnershipFacts & {
  /** The roles of the owner until now. */
  readonly ownersRoles: readonly RoleId[];
}): Transfer | Refusal {
  const refusal = actor.isOwner ? undefined : requireOperator(actor);
  if (refusal) {
    return actor.isMember
      ? refuse('MISSING_PERMISSION', 'Only the owner can hand the community over.')
      : notAMember();
  }
  if (!heir.isMember) {
    return refuse('MEMBER_NOT_FOUND', 'There is no member with this key: only one can be owner.');
  }
  if (owner === null) {
    return refuse('CONFLICT', 'There is no owner yet: `gatehouse owner link` makes the first one.');
  }
  if (owner === heir.userId) return { heir: [], server: [], formerOwner: [] };
  const handedOver = { user_id: owner, role_id: ADMIN };
  const keepsAdmin = actor.isOwner || !ownersRoles.includes(ADMIN);
  return {
    ...appointed(heir),
    formerOwner: keepsAdmin ? [] : [{ type: 'MemberRoleRemoved', data: handedOver }],
  };
}

function appointed({ userId: user_id, roleIds }: Heir): Appointment {
  const received = { user_id, role_id: ADMIN, invite_code: null };
  return {
    heir: roleIds.includes(ADMIN) ? [] : [{ type: 'MemberRoleAdded', data: received }],
    server: [{ type: 'OwnerAppointed', data: { user_id } }],
  };
}
