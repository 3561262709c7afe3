import { describe, expect, it } from '@jest/globals';
import { NOW, PastEvents, type Past } from '../../../test/support/given.js';
import type { InviteCode, RoleId, UserId } from '../../platform/ids.js';
import { EVENT_REGISTRY, type GatehouseEvent, type RecordedGatehouseEvent } from '../../events.js';
import { userStream } from '../../identity/user.fold.js';
import { REVOKE_CAUSES, type RevokeCause } from '../../invites/invite.events.js';
import { inviteStream } from '../../invites/invite.fold.js';
import { ALL_PERMISSIONS, bitsOf, PERMISSIONS, type Permission } from '../../roles/permissions.js';
import { ADMIN, builtinRoles, EVERYONE } from '../../roles/role.events.js';
import { roleStream } from '../../roles/role.fold.js';
import { SERVER_STREAM } from '../../server/server.fold.js';
import { variantFor, type Frame } from './frame.js';
import { frameOf } from './frames.js';
import type { Envelope } from './protocol.js';

const code = 'Ab3xK9Qz' as InviteCode;
const user_id = 'bob' as UserId;
const carol = 'carol' as UserId;
const role_id = 'helper' as RoleId;
const POSITION = 4711;
const HASH = '9f2c4e1a'.padEnd(64, '0');
const SECOND = 1_795_341_600;
const EXPIRES = '2026-11-22T11:00:00.000Z';

const person = { user_id, pubkey: 'key of bob', display_name: 'Bob' };
const member = { ...person, roles: [role_id], joined_at: NOW };

const invite = {
  code,
  created_by: carol,
  grant_role_id: null,
  channel_id: null,
  grants_ownership: false,
  label: 'for the forum',
  max_uses: 2,
  expires_at: null,
};
const created: GatehouseEvent = { type: 'InviteCreated', data: invite };
const ownerLink: GatehouseEvent = {
  type: 'InviteCreated',
  data: { ...invite, created_by: null, grant_role_id: ADMIN, grants_ownership: true, max_uses: 1 },
};
const consumed = (use_count: number): GatehouseEvent => ({
  type: 'InviteConsumed',
  data: { code, user_id, use_count, joined: true },
});
const updatedTo = (changes: { max_uses: number }): GatehouseEvent => ({
  type: 'InviteUpdated',
  data: { code, ...changes },
});
const revoked = (cause: RevokeCause): GatehouseEvent => ({
  type: 'InviteRevoked',
  data: { code, cause },
});
const registered: GatehouseEvent = {
  type: 'UserRegistered',
  data: { user_id, pubkey: 'key of bob' },
};
const named: GatehouseEvent = {
  type: 'DisplayNameChanged',
  data: { user_id, display_name: 'Bob' },
};
const joined: GatehouseEvent = {
  type: 'MemberJoined',
  data: { user_id, invite_code: code, invited_by: carol, role_ids: [role_id] },
};
const banned: GatehouseEvent = { type: 'MemberBanned', data: { user_id, was_member: true } };
const kicked: GatehouseEvent = { type: 'MemberKicked', data: { user_id } };
const roleCreated: GatehouseEvent = {
  type: 'RoleCreated',
  data: {
    role_id,
    name: 'Helper',
    color: '#3366ff',
    position: 9,
    permissions: 1,
    is_builtin: false,
  },
};
const opened: GatehouseEvent = {
  type: 'ServerCreated',
  data: { name: 'My Community', icon: null, membership_mode: 'invite_only' },
};
/** Bob is in, by Carol's invite. */
const bobIsIn = [created, registered, named, consumed(1), joined];

/** One of each, as the last event behind a past in which it can happen. */
const happenings: Readonly<Record<GatehouseEvent['type'], readonly Past<GatehouseEvent>[]>> = {
  ServerCreated: [opened],
  ServerSettingsChanged: [
    opened,
    { type: 'ServerSettingsChanged', data: { membership_mode: 'open' } },
  ],
  OwnerAppointed: [opened, { type: 'OwnerAppointed', data: { user_id } }],
  LogKeyReplaced: [
    { type: 'LogKeyReplaced', data: { old_key: 'old', new_key: 'new', signature: 'signed' } },
  ],
  RoleCreated: [roleCreated],
  RoleUpdated: [roleCreated, { type: 'RoleUpdated', data: { role_id, position: 3 } }],
  RoleDeleted: [roleCreated, { type: 'RoleDeleted', data: { role_id } }],
  UserRegistered: [registered],
  PublicKeyRecorded: [{ type: 'PublicKeyRecorded', data: { user_id, pubkey: 'bobKey' } }],
  DisplayNameChanged: [
    ...bobIsIn,
    { type: 'DisplayNameChanged', data: { user_id, display_name: 'Bobby' } },
  ],
  UserErased: [...bobIsIn, { type: 'UserErased', data: { user_id } }],
  MemberJoined: bobIsIn,
  MemberLeft: [...bobIsIn, { type: 'MemberLeft', data: { user_id } }],
  MemberKicked: [...bobIsIn, { ...kicked, actor: carol, reason: 'spam' }],
  MemberBanned: [...bobIsIn, { ...banned, actor: carol, reason: 'spam' }],
  MemberUnbanned: [registered, banned, { type: 'MemberUnbanned', data: { user_id } }],
  UserAllowlisted: [registered, { type: 'UserAllowlisted', data: { user_id } }],
  UserUnlisted: [registered, { type: 'UserUnlisted', data: { user_id } }],
  MemberRoleAdded: [
    ...bobIsIn,
    { type: 'MemberRoleAdded', data: { user_id, role_id, invite_code: code }, actor: user_id },
  ],
  MemberRoleRemoved: [
    ...bobIsIn,
    { type: 'MemberRoleRemoved', data: { user_id, role_id }, actor: carol },
  ],
  InviteCreated: [created],
  InviteUpdated: [created, { type: 'InviteUpdated', data: { code, max_uses: 5 } }],
  InvitePaused: [created, { type: 'InvitePaused', data: { code } }],
  InviteResumed: [
    created,
    { type: 'InvitePaused', data: { code } },
    { type: 'InviteResumed', data: { code } },
  ],
  InviteConsumed: [created, consumed(1)],
  InviteExpired: [
    { type: 'InviteCreated', data: { ...invite, expires_at: EXPIRES } },
    { type: 'InviteExpired', data: { code }, at: EXPIRES },
  ],
  InviteReasonErased: [
    created,
    { type: 'InviteRevoked', data: { code, cause: 'revoked' }, reason: 'leaked' },
    { type: 'InviteReasonErased', data: { code } },
  ],
  InviteRevoked: [created, { ...revoked('revoked'), actor: carol, reason: 'leaked' }],
};

/** The stream that an event belongs in. */
function streamOf({ data }: GatehouseEvent): string {
  if ('code' in data) return inviteStream(data.code).name;
  if ('role_id' in data && !('user_id' in data)) return roleStream(data.role_id).name;
  if ('user_id' in data) return userStream(data.user_id).name;
  return SERVER_STREAM.name;
}

function recorded(event: Past<GatehouseEvent>, version: number): RecordedGatehouseEvent {
  return {
    ...event,
    id: 'id',
    stream: streamOf(event),
    version,
    position: POSITION,
    schemaVersion: 1,
    actor: event.actor ?? 'system',
    at: event.at ?? NOW,
    correlationId: 'test',
    causationId: null,
    reason: event.reason ?? null,
    hash: HASH,
  };
}

/** What the gateway makes of the last of these events. */
async function frameAfter(...past: readonly Past<GatehouseEvent>[]): Promise<Frame | undefined> {
  const states = new PastEvents();
  for (const event of past) states.add({ name: streamOf(event) }, event);
  const last = past.at(-1);
  if (!last) throw new Error('Something has to happen.');
  const version = past.filter((event) => streamOf(event) === streamOf(last)).length;
  return frameOf(recorded(last, version), {
    states,
    publicUrl: 'https://community.example',
    memberCountAt: (position) => Promise.resolve(position === POSITION ? 42 : 0),
  });
}

/** What somebody with exactly these permissions gets of it. */
async function heard(
  past: readonly Past<GatehouseEvent>[],
  ...permissions: readonly Permission[]
): Promise<Envelope | undefined> {
  const frame = await frameAfter(...past);
  return frame?.variants[variantFor(frame, bitsOf(...permissions))]?.envelope;
}

const types = Object.keys(happenings) as GatehouseEvent['type'][];

describe('every event', () => {
  it('is among those that are tried here', () => {
    expect([...EVENT_REGISTRY.keys()].toSorted()).toEqual([...types].toSorted());
    for (const type of types) expect(happenings[type].at(-1)?.type).toBe(type);
  });

  it.each([
    ['ServerCreated', undefined, undefined],
    ['ServerSettingsChanged', 'SERVER_UPDATE', 'SERVER_UPDATE'],
    ['OwnerAppointed', 'SERVER_UPDATE', 'SERVER_UPDATE'],
    ['RoleCreated', 'ROLE_CREATE', 'ROLE_CREATE'],
    ['RoleUpdated', 'ROLE_UPDATE', 'ROLE_UPDATE'],
    ['RoleDeleted', 'ROLE_DELETE', 'ROLE_DELETE'],
    ['UserRegistered', undefined, undefined],
    ['DisplayNameChanged', 'MEMBER_UPDATE', 'MEMBER_UPDATE'],
    ['UserErased', undefined, undefined],
    ['MemberJoined', 'MEMBER_JOIN', 'MEMBER_JOIN'],
    ['MemberLeft', 'MEMBER_LEAVE', 'MEMBER_LEAVE'],
    ['MemberKicked', 'MEMBER_KICK', 'MEMBER_KICK'],
    ['MemberBanned', 'MEMBER_BAN', 'MEMBER_BAN'],
    ['MemberUnbanned', undefined, undefined],
    ['UserAllowlisted', undefined, undefined],
    ['UserUnlisted', undefined, undefined],
    ['MemberRoleAdded', 'MEMBER_ROLE_ADD', 'MEMBER_ROLE_ADD'],
    ['MemberRoleRemoved', 'MEMBER_ROLE_REMOVE', 'MEMBER_ROLE_REMOVE'],
    ['InviteCreated', undefined, 'INVITE_CREATE'],
    ['InviteUpdated', undefined, 'INVITE_UPDATE'],
    ['InviteReasonErased', undefined, undefined],
    ['InvitePaused', undefined, 'INVITE_UPDATE'],
    ['InviteResumed', undefined, 'INVITE_UPDATE'],
    ['InviteConsumed', undefined, 'INVITE_UPDATE'],
    ['InviteExpired', undefined, 'INVITE_DELETE'],
    ['InviteRevoked', undefined, 'INVITE_DELETE'],
  ] as const)(
    '%s is %s to members, %s to those who manage invites',
    async (type, all, managers) => {
      expect((await heard(happenings[type]))?.op).toBe(all);
      expect((await heard(happenings[type], 'manage_invites'))?.op).toBe(managers);
    },
  );

  it.each(types)('%s tells no code and no inviter to who lacks manage_invites', async (type) => {
    const frame = await frameAfter(...happenings[type]);
    if (!frame) return;
    const others = PERMISSIONS.filter((n) => n !== 'manage_invites' && n !== 'administrator');
    for (const permissions of [0, ...others.map((name) => bitsOf(name)), bitsOf(...others)]) {
      const envelope = frame.variants[variantFor(frame, permissions)]?.envelope;
      const text = JSON.stringify(envelope ?? null);
      expect(text).not.toContain(code);
      expect(text).not.toMatch(/invite_code|invited_by|invite_link/);
    }
  });

  it.each(types)('%s is sent with its position and its time in whole seconds', async (type) => {
    const past = happenings[type];
    const last = past.at(-1);
    if (!last) throw new Error('Something has to happen.');
    const at = '2026-11-22T10:00:00.999Z';
    const frame = await frameAfter(...past.slice(0, -1), { ...last, at });
    for (const { envelope } of frame?.variants ?? []) {
      expect(envelope).toMatchObject({ s: POSITION, t: SECOND });
    }
  });
});

describe('MEMBER_JOIN', () => {
  it('is the whole member to those who manage invites', async () => {
    expect(await heard(bobIsIn, 'manage_invites')).toEqual({
      op: 'MEMBER_JOIN',
      d: { ...member, invite_code: code, invited_by: carol },
      t: SECOND,
      s: POSITION,
      c: '4711-9f2c4e1a',
    });
  });

  it('is the member without the invite to the others', async () => {
    expect((await heard(bobIsIn, 'kick_members'))?.d).toEqual(member);
  });
});

describe('MEMBER_KICK and MEMBER_BAN', () => {
  const change = { ...person, by: carol, at: NOW };

  it.each([
    ['MemberKicked', { ...change, kicked_by: carol, kicked_at: NOW }],
    ['MemberBanned', { ...change, banned_by: carol, banned_at: NOW }],
  ] as const)('tell the reason of %s to moderators only', async (type, said) => {
    expect((await heard(happenings[type], 'manage_invites', 'view_audit_log'))?.d).toEqual(said);
    const withReason = { ...said, reason: 'spam' };
    expect((await heard(happenings[type], 'kick_members'))?.d).toEqual(withReason);
    expect((await heard(happenings[type], 'ban_members'))?.d).toEqual(withReason);
  });

  it('name somebody who was never seen by their user id alone', async () => {
    const never: GatehouseEvent = { type: 'MemberBanned', data: { user_id, was_member: false } };
    expect((await heard([never]))?.d).toEqual({
      user_id,
      pubkey: null,
      display_name: null,
      by: 'system',
      at: NOW,
      banned_by: 'system',
      banned_at: NOW,
    });
  });
});

describe('other messages about members', () => {
  it('MEMBER_LEAVE says who, and when', async () => {
    expect((await heard(happenings.MemberLeft))?.d).toEqual({
      ...person,
      by: 'system',
      at: NOW,
      left_at: NOW,
    });
  });

  it('MEMBER_LEAVE of somebody who was erased names them by their id only', async () => {
    const past = [...happenings.UserErased, { type: 'MemberLeft', data: { user_id } }] as const;
    expect((await heard(past))?.d).toMatchObject({ user_id, pubkey: null, display_name: null });
  });

  it('MEMBER_UPDATE says the new name', async () => {
    expect((await heard(happenings.DisplayNameChanged))?.d).toMatchObject({
      display_name: 'Bobby',
    });
  });

  it('MEMBER_UPDATE is not sent for somebody who is not in', async () => {
    expect(await frameAfter(registered, named)).toBeUndefined();
    expect(await frameAfter(...bobIsIn, kicked, named)).toBeUndefined();
  });

  it.each(['MemberRoleAdded', 'MemberRoleRemoved'] as const)(
    '%s says who and which',
    async (type) => {
      expect((await heard(happenings[type], 'administrator'))?.d).toEqual({
        user_id,
        role_id,
        by: type === 'MemberRoleAdded' ? user_id : carol,
        at: NOW,
      });
    },
  );
});

describe('messages about invites', () => {
  const view = {
    code,
    invite_link: `https://community.example/invite/${code}`,
    created_by: carol,
    created_at: NOW,
    grant_role_id: null,
    channel_id: null,
    label: 'for the forum',
    max_uses: 2,
    use_count: 0,
    expires_at: null,
    status: 'active',
    // Carol has not come in, in this story.
    blocked_by: 'inviter_gone',
    version: 1,
    last_used_at: null,
    revoked_at: null,
    revoked_by: null,
    revoke_reason: null,
  };

  it('INVITE_CREATE is the invite', async () => {
    expect((await heard(happenings.InviteCreated, 'manage_invites'))?.d).toEqual(view);
  });

  it('INVITE_UPDATE is the invite as it has become', async () => {
    const used = { ...view, use_count: 1, last_used_at: NOW, version: 2 };
    expect((await heard(happenings.InviteConsumed, 'manage_invites'))?.d).toEqual(used);
    const paused = { ...view, status: 'paused', blocked_by: null, version: 2 };
    expect((await heard(happenings.InvitePaused, 'manage_invites'))?.d).toEqual(paused);
  });

  it('INVITE_DELETE is sent for the use that was the last', async () => {
    expect(await heard([created, consumed(1), consumed(2)], 'manage_invites')).toMatchObject({
      op: 'INVITE_DELETE',
      d: { code, reason: 'exhausted', status: 'exhausted', use_count: 2 },
    });
  });

  it('INVITE_DELETE is sent for an edit that ends an invite, once', async () => {
    const lowered = updatedTo({ max_uses: 1 });
    const past = [created, consumed(1)];
    expect(await heard([...past, lowered], 'manage_invites')).toMatchObject({
      op: 'INVITE_DELETE',
      d: { reason: 'exhausted', status: 'exhausted', max_uses: 1 },
    });
    expect(await heard([...past, lowered, revoked('revoked')], 'manage_invites')).toMatchObject({
      op: 'INVITE_UPDATE',
      d: { status: 'revoked' },
    });
  });

  it('INVITE_UPDATE is sent for an edit that brings an invite back, and its next end is told', async () => {
    const back = [created, consumed(1), consumed(2), updatedTo({ max_uses: 3 })];
    expect(await heard(back, 'manage_invites')).toMatchObject({
      op: 'INVITE_UPDATE',
      d: { status: 'active', max_uses: 3 },
    });
    expect((await heard([...back, consumed(3)], 'manage_invites'))?.op).toBe('INVITE_DELETE');
  });

  it('INVITE_DELETE says that an invite has expired', async () => {
    expect(await heard(happenings.InviteExpired, 'manage_invites')).toMatchObject({
      op: 'INVITE_DELETE',
      d: { code, reason: 'expired', status: 'expired' },
    });
  });

  it.each(REVOKE_CAUSES)('INVITE_DELETE says why an invite was revoked: %s', async (cause) => {
    expect(await heard([created, revoked(cause)], 'manage_invites')).toMatchObject({
      op: 'INVITE_DELETE',
      d: { code, reason: cause, status: 'revoked' },
    });
  });

  it('INVITE_DELETE tells what the revoker said apart from the cause', async () => {
    expect((await heard(happenings.InviteRevoked, 'manage_invites'))?.d).toMatchObject({
      reason: 'revoked',
      revoke_reason: 'leaked',
      revoked_by: carol,
    });
  });

  it('are never about the owner link, to nobody', async () => {
    expect(await frameAfter(ownerLink)).toBeUndefined();
    expect(await frameAfter(ownerLink, consumed(1))).toBeUndefined();
    expect(await frameAfter(ownerLink, revoked('owner_appointed'))).toBeUndefined();
  });
});

describe('messages about roles and the server', () => {
  const role = {
    id: role_id,
    name: 'Helper',
    color: '#3366ff',
    position: 9,
    permissions: 1,
    is_builtin: false,
    created_at: NOW,
    updated_at: NOW,
    version: 1,
  };

  it('ROLE_CREATE and ROLE_UPDATE are the role', async () => {
    expect((await heard(happenings.RoleCreated))?.d).toEqual(role);
    expect((await heard(happenings.RoleUpdated))?.d).toEqual({
      ...role,
      position: 3,
      version: 2,
    });
  });

  it('ROLE_DELETE is the whole role, as it was', async () => {
    const last = [...happenings.RoleUpdated, ...happenings.RoleDeleted.slice(-1)];
    expect((await heard(last))?.d).toEqual((await heard(happenings.RoleUpdated))?.d);
  });

  it('tell of the built-in roles, too', async () => {
    const ops = await Promise.all(builtinRoles().map((event) => heard([event])));
    expect(ops.map((envelope) => envelope?.d)).toMatchObject([{ id: EVERYONE }, { id: ADMIN }]);
  });

  it('SERVER_UPDATE is the server as anybody may see it', async () => {
    expect((await heard(happenings.ServerSettingsChanged))?.d).toEqual({
      name: 'My Community',
      icon: null,
      membership_mode: 'open',
      accent_color: null,
      member_count: 42,
      version: 2,
    });
    // Another owner makes another version of it, and is not named.
    const handedOver = await heard(happenings.OwnerAppointed);
    expect(handedOver?.d).toMatchObject({ membership_mode: 'invite_only' });
    expect(Object.keys(handedOver?.d ?? {})).not.toContain('owner');
  });
});

describe('a receiver', () => {
  const envelope: Envelope = { op: 'READY', d: {}, t: 0 };
  const frame: Frame = {
    variants: [
      { to: ['kick_members', 'ban_members'], envelope },
      { to: ['manage_invites'], envelope },
      { to: 'everybody', envelope },
    ],
  };

  it('gets the first variant of which they hold a permission', () => {
    expect(variantFor(frame, bitsOf('ban_members', 'manage_invites'))).toBe(0);
    expect(variantFor(frame, bitsOf('manage_invites', 'send_messages'))).toBe(1);
    expect(variantFor(frame, 0)).toBe(2);
  });

  it('gets everything as an administrator', () => {
    expect(variantFor(frame, bitsOf('administrator'))).toBe(0);
    expect(variantFor(frame, ALL_PERMISSIONS)).toBe(0);
  });

  it('gets nothing where there is nothing for them', () => {
    const forManagers: Frame = { variants: [{ to: ['manage_invites'], envelope }] };
    expect(variantFor(forManagers, bitsOf('manage_server'))).toBe(-1);
  });
});
