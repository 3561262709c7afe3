import type { RecordedGatehouseEvent } from '../../src/events.js';
import { bits, PERMISSIONS, type Permission } from './community.js';

interface Role {
  readonly position: number;
  readonly permissions: number;
}

const ALL = bits(...PERMISSIONS);
const ADMINISTRATOR = bits('administrator');
/** Whom nobody has to let do it: the process itself. */
const SYSTEM = 'system';

/** What somebody who is not in may do. */
const OPEN_TO_ALL = ['UserRegistered', 'DisplayNameChanged', 'InviteConsumed', 'MemberJoined'];

/**
 * Reads a log with nothing but `product.md` in hand, and keeps who is in, with which roles, and what
 * these may do.
 */
class Auditor {
  readonly findings: string[] = [];
  private readonly roles = new Map<string, Role>();
  private readonly members = new Map<string, Set<string>>();
  private readonly banned = new Set<string>();
  private readonly makers = new Map<string, string | null>();
  private owner: string | undefined;

  read(event: RecordedGatehouseEvent): void {
    if (event.actor !== SYSTEM) this.audit(event);
    this.follow(event);
    if (this.owner !== undefined && !this.members.get(this.owner)?.has('admin')) {
      this.findings.push(`${event.position}: the owner is no admin after ${event.type}`);
    }
  }

  private audit(event: RecordedGatehouseEvent): void {
    const { actor, type, data } = event;
    const check = (rule: string, holds: boolean) => {
      if (!holds) this.findings.push(`${event.position} ${type} by ${actor}: ${rule}`);
    };
    const needs = (permission: Permission) =>
      check(`without ${permission}`, this.may(actor, permission));
    const below = (position: number) => check('not below', position < this.rank(actor));
    const holds = (permissions: number) =>
      check('lacks what was given', (permissions & ~this.permissions(actor)) === 0);

    if (type === 'InviteRevoked' && data.cause === 'creator_left') {
      // They are out by then.
      const maker = this.makers.get(data.code) ?? '';
      check('not out', !this.members.has(maker));
      if (maker === actor) return;
    }
    check('not a member', this.members.has(actor) || OPEN_TO_ALL.includes(type));
    switch (type) {
      case 'MemberKicked':
      case 'MemberBanned':
        needs(type === 'MemberKicked' ? 'kick_members' : 'ban_members');
        check('not above', this.rank(actor) > this.rank(data.user_id));
        check('the owner', data.user_id !== this.owner);
        break;
      case 'MemberUnbanned':
        needs('ban_members');
        break;
      case 'UserErased':
        needs('manage_server');
        check('not above', this.rank(actor) > this.rank(data.user_id));
        check('the owner', data.user_id !== this.owner);
        break;
      case 'MemberLeft':
        // Whoever is erased is made to leave.
        if (data.user_id !== actor) needs('manage_server');
        check('the owner', data.user_id !== this.owner);
        break;
      case 'InviteReasonErased':
        needs('manage_server');
        break;
      case 'UserAllowlisted':
      case 'UserUnlisted':
      case 'ServerSettingsChanged':
        needs('manage_server');
        break;
      case 'InviteCreated':
      case 'InviteUpdated':
      case 'InvitePaused':
      case 'InviteResumed':
        needs('manage_invites');
        break;
      case 'RoleCreated':
        needs('manage_roles');
        below(data.position);
        holds(data.permissions);
        break;
      case 'RoleUpdated': {
        const role = this.role(data.role_id);
        needs('manage_roles');
        check('built in', data.role_id !== 'admin');
        below(role.position);
        below(data.position ?? role.position);
        holds((data.permissions ?? 0) & ~role.permissions);
        break;
      }
      case 'RoleDeleted':
        needs('manage_roles');
        below(this.role(data.role_id).position);
        break;
      case 'MemberRoleRemoved':
        needs('manage_roles');
        below(this.role(data.role_id).position);
        break;
      case 'MemberRoleAdded':
        check('no member', this.members.has(data.user_id));
        if (data.invite_code !== null) {
          check('not grantable', this.grants(data.invite_code, data.role_id));
          // An administrator may raise others above themselves, but not themselves.
          if (this.makers.get(data.invite_code) === actor) below(this.role(data.role_id).position);
          break;
        }
        needs('manage_roles');
        below(this.role(data.role_id).position);
        holds(this.role(data.role_id).permissions);
        check('not above', data.user_id === actor || this.rank(actor) > this.rank(data.user_id));
        break;
      case 'MemberJoined': {
        const { invite_code, role_ids } = data;
        check('banned', !this.banned.has(data.user_id));
        check('in already', !this.members.has(data.user_id));
        if (invite_code === null) break;
        check('uninvited', this.invites(invite_code));
        for (const id of role_ids) check('not grantable', this.grants(invite_code, id));
        break;
      }
      default:
        break;
    }
  }

  private follow({ type, data }: RecordedGatehouseEvent): void {
    switch (type) {
      case 'OwnerAppointed':
        this.owner = data.user_id;
        break;
      case 'RoleCreated':
        this.roles.set(data.role_id, data);
        break;
      case 'RoleUpdated':
        this.roles.set(data.role_id, { ...this.role(data.role_id), ...data });
        break;
      case 'RoleDeleted':
        if ([...this.members.values()].some((held) => held.has(data.role_id))) {
          this.findings.push(`Somebody holds ${data.role_id}, which was deleted.`);
        }
        this.roles.delete(data.role_id);
        break;
      case 'InviteCreated':
        this.makers.set(data.code, data.created_by);
        break;
      case 'MemberJoined':
        this.members.set(data.user_id, new Set(data.role_ids));
        break;
      case 'MemberRoleAdded':
        this.members.get(data.user_id)?.add(data.role_id);
        break;
      case 'MemberRoleRemoved':
        this.members.get(data.user_id)?.delete(data.role_id);
        break;
      case 'MemberBanned':
        this.banned.add(data.user_id);
        this.members.delete(data.user_id);
        break;
      case 'MemberUnbanned':
        this.banned.delete(data.user_id);
        break;
      case 'MemberKicked':
      case 'MemberLeft':
        this.members.delete(data.user_id);
        break;
      default:
        break;
    }
  }

  /** Rule 4: whether an invite lets people in at the moment. */
  private invites(code: string): boolean {
    const maker = this.makers.get(code);
    return maker === null || (maker !== undefined && this.may(maker, 'manage_invites'));
  }

  /** Rule 4: whether the maker of an invite may grant a role at the moment. */
  private grants(code: string, roleId: string): boolean {
    const maker = this.makers.get(code);
    // The owner link, which works as long as there is no owner.
    if (maker === null) return this.owner === undefined && roleId === 'admin';
    if (maker === undefined || !this.invites(code)) return false;
    if (maker === this.owner) return true;
    if (roleId === 'admin') return false;
    if (this.may(maker, 'administrator')) return true;
    const { position, permissions } = this.role(roleId);
    return position < this.rank(maker) && (permissions & ~this.permissions(maker)) === 0;
  }

  private may(userId: string, permission: Permission): boolean {
    return (this.permissions(userId) & bits(permission)) !== 0;
  }

  private permissions(userId: string): number {
    const held = this.members.get(userId);
    if (!held) return 0;
    const union = ['everyone', ...held].reduce((sum, id) => sum | this.role(id).permissions, 0);
    return userId === this.owner || (union & ADMINISTRATOR) !== 0 ? ALL : union;
  }

  /** The position of the highest role; the owner stands above all, who is out below all. */
  private rank(userId: string): number {
    if (userId === this.owner) return Infinity;
    const held = this.members.get(userId);
    return held ? Math.max(0, ...[...held].map((id) => this.role(id).position)) : -1;
  }

  private role(id: string): Role {
    const role = this.roles.get(id);
    if (role) return role;
    this.findings.push(`There is no role ${id}.`);
    return { position: Infinity, permissions: ALL };
  }
}

/** What in a log was done by somebody who had no right to it: nothing, if all is well. */
export function findingsIn(events: readonly RecordedGatehouseEvent[]): readonly string[] {
  const auditor = new Auditor();
  for (const event of events) auditor.read(event);
  return auditor.findings;
}
