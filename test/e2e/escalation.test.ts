import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { RecordedGatehouseEvent } from '../../src/events.js';
import { findingsIn } from '../support/auditor.js';
import { times } from '../support/concurrently.js';
import { bits, Community, outcomeOf, PERMISSIONS } from '../support/community.js';
import { call, memberBy, type Person } from '../support/person.js';

let community: Community;
let owner: Person;

beforeAll(async () => {
  community = await Community.open({ GATEHOUSE_SQLITE_SYNCHRONOUS: 'normal' });
  ({ owner } = community);
});
afterAll(() => community.close());

const tries = (person: Person, method: string, path: string, body?: unknown) =>
  community.effectOf(() => person.call(method, path, { body }));
const ban = (person: Person) => community.by(owner, 'POST', `/members/${person.pubkey}/ban`);
const kick = (person: Person) => community.by(owner, 'POST', `/members/${person.pubkey}/kick`);
const me = async (person: Person) => (await person.call('GET', '/auth/me')).body;
const rolesOf = async (person: Person) => (await me(person)).roles;
const usesOf = async (code: string) =>
  (await community.by(owner, 'GET', `/invites/${code}/details`)).body.use_count;

describe('somebody who manages roles, invites and members at 50 cannot', () => {
  let mallory: Person;
  let own: string;
  const ids: Record<string, string> = {};
  const keys: Record<string, string> = {};

  beforeAll(async () => {
    mallory = await community.member(
      50,
      'manage_roles',
      'manage_invites',
      'kick_members',
      'ban_members',
    );
    [own = ''] = await rolesOf(mallory);
    Object.assign(ids, {
      own,
      above: (await community.role(51)).id,
      beside: (await community.role(50)).id,
      below: (await community.role(10)).id,
      rich: (await community.role(10, 'manage_server')).id,
      lowly: (await community.role(9, 'manage_roles')).id,
    });
    const [boss, peer] = [await community.member(51), await community.member(50)];
    await community.give(peer, ids.below ?? '');
    await community.give(owner, ids.below ?? '');
    await community.give(mallory, ids.lowly ?? '');
    Object.assign(keys, { me: mallory.pubkey, boss: boss.pubkey, peer: peer.pubkey });
    Object.assign(keys, { owner: owner.pubkey, member: (await community.member()).pubkey });
  });

  const HIERARCHY = '403 ROLE_HIERARCHY';
  const LACKING = '403 MISSING_PERMISSION';
  const SERVER = bits('manage_server');
  const attempts: readonly (readonly [string, string, string, unknown, string])[] = [
    ['make a role that may more', 'POST', '/roles', { name: 'R', permissions: SERVER }, LACKING],
    [
      'make an administrator',
      'POST',
      '/roles',
      { name: 'R', permissions: bits('administrator') },
      LACKING,
    ],
    ['make a role beside their own', 'POST', '/roles', { name: 'R', position: 50 }, HIERARCHY],
    ['make a role above their own', 'POST', '/roles', { name: 'R', position: 999 }, HIERARCHY],
    ['raise their own role', 'PATCH', '/roles/:own', { position: 60 }, HIERARCHY],
    ['give their own role more', 'PATCH', '/roles/:own', { permissions: SERVER }, HIERARCHY],
    [
      'give their own lower role more',
      'PATCH',
      '/roles/:lowly',
      { permissions: SERVER | bits('manage_roles') },
      LACKING,
    ],
    ['rename their own role', 'PATCH', '/roles/:own', { name: 'Boss' }, HIERARCHY],
    ['delete their own role', 'DELETE', '/roles/:own', undefined, HIERARCHY],
    ['lower a role above', 'PATCH', '/roles/:above', { position: 1 }, HIERARCHY],
    ['rob a role above', 'PATCH', '/roles/:above', { permissions: 0 }, HIERARCHY],
    ['delete a role above', 'DELETE', '/roles/:above', undefined, HIERARCHY],
    ['lower a role beside', 'PATCH', '/roles/:beside', { position: 1 }, HIERARCHY],
    ['raise a role to their own', 'PATCH', '/roles/:below', { position: 50 }, HIERARCHY],
    ['raise a role above their own', 'PATCH', '/roles/:below', { position: 999 }, HIERARCHY],
    ['raise a role that may more', 'PATCH', '/roles/:rich', { position: 49 }, LACKING],
    [
      'raise a role by a step and give it more',
      'PATCH',
      '/roles/:below',
      { position: 11, permissions: SERVER },
      LACKING,
    ],
    ['give everyone more', 'PATCH', '/roles/everyone', { permissions: SERVER }, LACKING],
    ['take a role above', 'PUT', '/members/:me/roles/:above', undefined, HIERARCHY],
    ['take a role beside', 'PUT', '/members/:me/roles/:beside', undefined, HIERARCHY],
    ['take a role that may more', 'PUT', '/members/:me/roles/:rich', undefined, LACKING],
    ['take admin', 'PUT', '/members/:me/roles/admin', undefined, HIERARCHY],
    ['give a role that may more', 'PUT', '/members/:member/roles/:rich', undefined, LACKING],
    ['give a peer a role', 'PUT', '/members/:peer/roles/:lowly', undefined, HIERARCHY],
    ['take a role from a peer', 'DELETE', '/members/:peer/roles/:below', undefined, HIERARCHY],
    ['give somebody above a role', 'PUT', '/members/:boss/roles/:below', undefined, HIERARCHY],
    ['take a role from the owner', 'DELETE', '/members/:owner/roles/:below', undefined, HIERARCHY],
    ['give the owner a role', 'PUT', '/members/:owner/roles/:lowly', undefined, HIERARCHY],
    ['take admin from the owner', 'DELETE', '/members/:owner/roles/admin', undefined, HIERARCHY],
    ['grant admin by an invite', 'POST', '/invites', { grant_role_id: 'admin' }, HIERARCHY],
    ['grant a role above by an invite', 'POST', '/invites', { grant_role_id: ':above' }, HIERARCHY],
    ['grant a role beside by one', 'POST', '/invites', { grant_role_id: ':beside' }, HIERARCHY],
    ['grant their own by an invite', 'POST', '/invites', { grant_role_id: ':own' }, HIERARCHY],
    ['grant a role that may more', 'POST', '/invites', { grant_role_id: ':rich' }, LACKING],
    ['kick a peer', 'POST', '/members/:peer/kick', undefined, HIERARCHY],
    ['ban a peer', 'POST', '/members/:peer/ban', undefined, HIERARCHY],
    ['kick somebody above', 'POST', '/members/:boss/kick', undefined, HIERARCHY],
    ['ban somebody above', 'POST', '/members/:boss/ban', undefined, HIERARCHY],
    ['kick the owner', 'POST', '/members/:owner/kick', undefined, HIERARCHY],
    ['ban the owner', 'POST', '/members/:owner/ban', undefined, HIERARCHY],
    ['erase a member', 'POST', '/members/:member/erase', undefined, LACKING],
    ['erase the owner', 'POST', '/members/:owner/erase', undefined, LACKING],
    ['list themselves', 'POST', '/allowlist', { pubkey: ':me' }, LACKING],
    ['open the community', 'PATCH', '/server', { membership_mode: 'open' }, LACKING],
  ];

  it.each(attempts)('%s', async (_, method, path, body, refusal) => {
    const filled = (text: string) =>
      text.replace(/:(\w+)/g, (name, key: string) => ids[key] ?? keys[key] ?? name);
    // The value of a field is a template only if it is a whole name.
    const sent: unknown =
      body &&
      JSON.parse(
        JSON.stringify(body).replace(/":(\w+)"/g, (all) => `"${filled(all.slice(1, -1))}"`),
      );
    expect(await tries(mallory, method, filled(path), sent)).toBe(refusal);
    expect([...(await rolesOf(mallory))].sort()).toEqual([own, ids.lowly].sort());
  });

  it.each([
    ['POST', '/roles', { name: 'R', is_builtin: true }],
    ['POST', '/roles', { name: 'R', id: 'admin' }],
    ['PATCH', '/roles/:own', { is_builtin: true }],
    ['PATCH', '/auth/me', { roles: ['admin'] }],
    ['PATCH', '/auth/me', { permissions: (1 << 14) - 1 }],
    ['PATCH', '/auth/me', { user_id: 'f'.repeat(32) }],
    ['POST', '/invites', { created_by: null }],
    ['POST', '/invites', { grants_ownership: true }],
    ['POST', '/invites', { code: 'Ab3xK9Qz' }],
    ['POST', '/members/join', { role_ids: ['admin'] }],
    ['PATCH', '/invites/nosuchcode', { grant_role_id: 'admin' }],
    ['PATCH', '/invites/nosuchcode', { created_by: 'f'.repeat(32) }],
    ['POST', '/members/:member/kick', { by: 'owner' }],
  ])('slip a field into %s %s: %j', async (method, path, body) => {
    const filled = path.replace(':own', own).replace(':member', keys.member ?? '');
    expect(await tries(mallory, method, filled, body)).toBe('400 VALIDATION_FAILED');
  });
});

describe('the owner', () => {
  it('keeps admin, whoever would take it', async () => {
    const path = `/members/${owner.pubkey}/roles/admin`;
    expect(await tries(await community.admin(), 'DELETE', path)).toBe('403 ROLE_HIERARCHY');
    const administrator = await community.member(999, 'administrator');
    expect(await tries(administrator, 'DELETE', path)).toBe('403 ROLE_HIERARCHY');
    expect(await tries(owner, 'DELETE', path)).toBe('409 ROLE_BUILTIN');
    expect(await rolesOf(owner)).toContain('admin');
  });

  it('cannot kick, ban or lose themselves', async () => {
    expect(await tries(owner, 'POST', `/members/${owner.pubkey}/kick`)).toBe('403 ROLE_HIERARCHY');
    expect(await tries(owner, 'POST', `/members/${owner.pubkey}/ban`)).toBe('403 ROLE_HIERARCHY');
    expect(await tries(owner, 'DELETE', '/members/me')).toBe('409 OWNER_CANNOT_LEAVE');
  });

  it('is above admins, who are above nobody like them', async () => {
    const [one, other] = [await community.admin(), await community.admin()];
    expect(await tries(one, 'POST', `/members/${other.pubkey}/ban`)).toBe('403 ROLE_HIERARCHY');
    expect(await tries(owner, 'POST', `/members/${other.pubkey}/ban`)).toBe('200 written');
  });
});

describe('a manager of the server at 50', () => {
  it('erases nobody who stands beside or above them, nor themselves, nor the owner', async () => {
    const manager = await community.member(50, 'manage_server');
    const [beside, above] = [await community.member(50), await community.member(51)];
    for (const { pubkey } of [beside, above, await community.admin(), manager]) {
      expect(await tries(manager, 'POST', `/members/${pubkey}/erase`)).toBe('403 ROLE_HIERARCHY');
    }
    for (const actor of [manager, await community.admin(), owner]) {
      expect(await tries(actor, 'POST', `/members/${owner.userId}/erase`)).toBe(
        '409 OWNER_CANNOT_LEAVE',
      );
    }
    expect((await me(owner)).pubkey).toBe(owner.pubkey);
    expect(await rolesOf(owner)).toContain('admin');
  });

  it('erases nobody any more once they were erased themselves', async () => {
    const [one, other] = [
      await community.member(50, 'manage_server'),
      await community.member(51, 'manage_server'),
    ];
    expect(await tries(other, 'POST', `/members/${one.pubkey}/erase`)).toBe('204 written');
    await one.signIn();
    const victim = await community.member();
    const path = `/members/${victim.pubkey}/erase`;
    expect(await tries(one, 'POST', path)).toBe('403 NOT_A_MEMBER');
    await one.join(await owner.invite());
    expect(await tries(one, 'POST', path)).toBe('403 MISSING_PERMISSION');
  });
});

describe('an invite stops to work when its maker', () => {
  /** The maker stands at 50 and may manage invites and the server; the invite grants a role at 40. */
  async function minted() {
    const role = await community.role(50, 'manage_invites', 'manage_server', 'manage_roles');
    const maker = await memberBy(community.url, await owner.invite({ grant_role_id: role.id }));
    const granted = await community.role(40, 'manage_server');
    const code = await maker.invite({ grant_role_id: granted.id, max_uses: 5 });
    const plain = await maker.invite({ max_uses: 5 });
    return { role, maker, granted, code, plain };
  }
  type Minted = Awaited<ReturnType<typeof minted>>;

  const roles = (path: string, body: object) =>
    community.by(owner, 'PATCH', `/roles/${path}`, body);
  const demotions: readonly {
    readonly what: string;
    readonly plainToo: boolean;
    readonly demote: (invite: Minted) => Promise<unknown>;
  }[] = [
    {
      what: 'loses the role that let them invite',
      plainToo: true,
      demote: ({ maker, role }) => community.take(maker, role.id),
    },
    {
      what: 'loses the permission to invite, by a change of their role',
      plainToo: true,
      demote: ({ role }) => roles(role.id, { permissions: bits('manage_server') }),
    },
    {
      what: 'loses a permission that the granted role has',
      plainToo: false,
      demote: ({ role }) => roles(role.id, { permissions: bits('manage_invites') }),
    },
    {
      what: 'sinks to the granted role',
      plainToo: false,
      demote: ({ role }) => roles(role.id, { position: 40 }),
    },
    {
      what: 'sees the granted role raised beside them',
      plainToo: false,
      demote: ({ granted }) => roles(granted.id, { position: 50 }),
    },
    {
      what: 'sees the granted role raised above them',
      plainToo: false,
      demote: ({ granted }) => roles(granted.id, { position: 999 }),
    },
    {
      what: 'sees the granted role made an administrator',
      plainToo: false,
      demote: ({ granted }) => roles(granted.id, { permissions: bits('administrator') }),
    },
    {
      what: 'sees the granted role given more than they may',
      plainToo: false,
      demote: ({ granted }) =>
        roles(granted.id, { permissions: bits('manage_server', 'ban_members') }),
    },
    {
      what: 'loses their role for good',
      plainToo: true,
      demote: ({ role }) => community.by(owner, 'DELETE', `/roles/${role.id}`),
    },
  ];

  it.each(demotions)('$what', async ({ plainToo, demote }) => {
    const invite = await minted();
    const before = await memberBy(community.url, invite.code);
    expect(await rolesOf(before)).toEqual([invite.granted.id]);
    await demote(invite);
    for (const person of [await community.newcomer(), await community.member()]) {
      expect(await tries(person, 'POST', `/invites/${invite.code}/join`)).toBe('410 INVITER_GONE');
      expect(await rolesOf(person)).toEqual([]);
    }
    expect(await usesOf(invite.code)).toBe(1);
    const preview = await call(community.url, 'GET', `/api/v1/invites/${invite.code}`);
    expect(outcomeOf(preview)).toBe('410 INVITER_GONE');
    expect(await tries(await community.newcomer(), 'POST', `/invites/${invite.plain}/join`)).toBe(
      plainToo ? '410 INVITER_GONE' : '200 written',
    );
  });

  it.each(['kick', 'ban', 'leave'])(
    'is out by a %s, also after they are back with the role',
    async (way) => {
      const { maker, role, code, plain } = await minted();
      if (way === 'leave') await community.by(maker, 'DELETE', '/members/me');
      else await community.by(owner, 'POST', `/members/${maker.pubkey}/${way}`);
      const refused = async () => {
        for (const invite of [code, plain]) {
          expect(await tries(await community.newcomer(), 'POST', `/invites/${invite}/join`)).toBe(
            '410 INVITE_REVOKED',
          );
        }
      };
      await refused();
      if (way === 'ban') await community.by(owner, 'DELETE', `/bans/${maker.pubkey}`);
      await maker.signIn();
      await maker.join(await owner.invite({ grant_role_id: role.id }));
      expect(await rolesOf(maker)).toEqual([role.id]);
      await refused();
      // Nor can they bring them back: revoking is final.
      const body = { paused: false, max_uses: 0 };
      expect(await tries(maker, 'PATCH', `/invites/${code}`, body)).toBe('410 INVITE_REVOKED');
    },
  );
});

describe('an invite', () => {
  it('of an administrator raises others, not themselves', async () => {
    const high = await community.role(500, 'kick_members');
    const administrator = await community.member(10, 'administrator');
    const code = await administrator.invite({ grant_role_id: high.id });
    expect(await tries(administrator, 'POST', `/invites/${code}/join`)).toBe('403 ROLE_HIERARCHY');
    await community.by(administrator, 'DELETE', '/members/me');
    expect(await tries(administrator, 'POST', `/invites/${code}/join`)).toBe('410 INVITE_REVOKED');
    await administrator.join(await owner.invite());
    expect(await tries(administrator, 'POST', `/invites/${code}/join`)).toBe('410 INVITE_REVOKED');
    expect(await rolesOf(administrator)).toEqual([]);
  });

  it('of an administrator never grants admin, also not by another spelling', async () => {
    const administrator = await community.member(999, 'administrator');
    for (const [grant_role_id, refusal] of [
      ['admin', '403 ROLE_HIERARCHY'],
      ['ADMIN', '400 ROLE_NOT_GRANTABLE'],
      ['Admin', '400 ROLE_NOT_GRANTABLE'],
      ['everyone', '400 ROLE_NOT_GRANTABLE'],
      [' admin', '400 VALIDATION_FAILED'],
      ['admin\0', '400 VALIDATION_FAILED'],
      ['аdmin', '400 VALIDATION_FAILED'],
      [['admin'], '400 VALIDATION_FAILED'],
      [{ id: 'admin' }, '400 VALIDATION_FAILED'],
    ] as const) {
      expect(await tries(administrator, 'POST', '/invites', { grant_role_id })).toBe(refusal);
    }
  });

  it('granting admin, made by the owner, is no way up for who may edit it', async () => {
    const code = await owner.invite({ grant_role_id: 'admin', max_uses: 1 });
    await memberBy(community.url, code);
    const administrator = await community.member(999, 'administrator');
    expect(await tries(administrator, 'PATCH', `/invites/${code}`, { max_uses: 2 })).toBe(
      '403 ROLE_HIERARCHY',
    );
    expect(await tries(administrator, 'POST', `/invites/${code}/join`)).toBe(
      '410 INVITE_EXHAUSTED',
    );
  });

  it('of somebody higher is not widened by who could not make it', async () => {
    const high = await community.role(40);
    const terms = { grant_role_id: high.id, max_uses: 1, expires_in_seconds: 3600 };
    const code = await owner.invite(terms);
    const low = await community.member(10, 'manage_invites');
    const path = `/invites/${code}`;
    const widen = async (body: object) => tries(low, 'PATCH', path, body);
    for (const body of [
      { max_uses: 2 },
      { max_uses: 0 },
      { expires_in_seconds: 7200 },
      { expires_in_seconds: null },
      { label: 'x', max_uses: 2 },
      { paused: true, max_uses: 2 },
    ]) {
      expect([body, await widen(body)]).toEqual([body, '403 ROLE_HIERARCHY']);
    }
    expect(await widen({ paused: true })).toBe('200 written');
    expect(await widen({ paused: false })).toBe('403 ROLE_HIERARCHY');
    await community.by(owner, 'PATCH', path, { paused: false });
    await memberBy(community.url, code);
    // Used up: what brings it back is for those who could make it.
    expect(await widen({ max_uses: 0 })).toBe('403 ROLE_HIERARCHY');
    expect(await tries(low, 'POST', `${path}/join`)).toBe('410 INVITE_EXHAUSTED');
  });

  it('granting a role that was deleted grants none of the same name', async () => {
    const fields = { name: 'Knight', position: 20, permissions: bits('kick_members') };
    const { id } = (await community.by(owner, 'POST', '/roles', fields)).body;
    const open = await owner.invite({ grant_role_id: id });
    const used = await owner.invite({ grant_role_id: id, max_uses: 1 });
    const knight = await memberBy(community.url, used);
    await community.by(owner, 'DELETE', `/roles/${id}`);
    const again = (await community.by(owner, 'POST', '/roles', fields)).body.id;
    expect(again).not.toBe(id);
    expect(await rolesOf(knight)).toEqual([]);
    const newcomer = await community.newcomer();
    expect(await tries(newcomer, 'POST', `/invites/${open}/join`)).toBe('410 INVITE_REVOKED');
    // One that was used up is not a plain invite after it got more uses.
    await owner.call('PATCH', `/invites/${used}`, { body: { max_uses: 0 } });
    expect(await tries(newcomer, 'POST', `/invites/${used}/join`)).toMatch(
      /^410 (INVITER_GONE|INVITE_REVOKED|INVITE_EXHAUSTED)$/,
    );
    expect((await me(newcomer)).is_member).toBe(false);
  });

  it('is not made again by the key of an earlier request', async () => {
    const inviter = await community.member(50, 'manage_invites');
    const [role = ''] = await rolesOf(inviter);
    const headers = { 'idempotency-key': 'made-before' };
    expect((await inviter.call('POST', '/invites', { headers })).status).toBe(201);
    await community.take(inviter, role);
    const again = () => inviter.call('POST', '/invites', { headers });
    expect(await community.effectOf(again)).toBe('403 MISSING_PERMISSION');
  });
});

describe('somebody who was kicked', () => {
  it('comes back as anybody, without the roles they had', async () => {
    const moderator = await community.member(50, 'kick_members', 'manage_roles');
    await kick(moderator);
    expect(await me(moderator)).toMatchObject({ is_member: false, roles: [], permissions: 0 });
    await moderator.join(await owner.invite());
    expect(await rolesOf(moderator)).toEqual([]);
    expect(await tries(moderator, 'POST', '/roles', { name: 'R' })).toBe('403 MISSING_PERMISSION');
    const target = await community.member();
    expect(await tries(moderator, 'POST', `/members/${target.pubkey}/kick`)).toBe(
      '403 MISSING_PERMISSION',
    );
  });
});

describe('somebody banned', () => {
  it('stays out by every way in', async () => {
    const code = await owner.invite();
    const person = await community.newcomer();
    const headers = { 'idempotency-key': 'joined-before' };
    expect((await person.join(code, { headers })).body.joined).toBe(true);
    const { token } = person;
    await ban(person);
    expect(outcomeOf(await person.call('GET', '/auth/me', { token }))).toBe('401 UNAUTHENTICATED');
    expect(outcomeOf(await person.join(code, { token }))).toBe('401 UNAUTHENTICATED');

    await person.signIn();
    const refused = '403 MEMBER_BANNED';
    expect(await tries(person, 'POST', `/invites/${code}/join`)).toBe(refused);
    const granting = await owner.invite({ grant_role_id: 'admin' });
    expect(await tries(person, 'POST', `/invites/${granting}/join`)).toBe(refused);
    expect(await tries(person, 'POST', '/members/join')).toBe(refused);
    await community.by(owner, 'POST', '/allowlist', { pubkey: person.pubkey });
    for (const membership_mode of ['open', 'allowlist', 'closed', 'invite_only']) {
      await community.by(owner, 'PATCH', '/server', { membership_mode });
      expect(await tries(person, 'POST', '/members/join')).toBe(refused);
      expect(await tries(person, 'POST', `/invites/${code}/join`)).toBe(refused);
    }
    // The first answer may come again; it must not be done again.
    const uses = await usesOf(code);
    const again = await community.effectOf(() => person.join(code, { headers }));
    expect(again).not.toContain('written');
    expect(await usesOf(code)).toBe(uses);
    expect(await me(person)).toMatchObject({ is_member: false, roles: [], permissions: 0 });
    expect(await tries(person, 'GET', '/members')).toBe('403 NOT_A_MEMBER');
  });

  it('is back after the ban without roles, sessions or invites', async () => {
    const person = await community.member(50, 'manage_invites');
    const [code, { token }] = [await person.invite(), person];
    await ban(person);
    await community.by(owner, 'DELETE', `/bans/${person.pubkey}`);
    expect(outcomeOf(await person.call('GET', '/auth/me', { token }))).toBe('401 UNAUTHENTICATED');
    await person.signIn();
    expect(await me(person)).toMatchObject({ is_member: false, roles: [] });
    const newcomer = await community.newcomer();
    expect(await tries(newcomer, 'POST', `/invites/${code}/join`)).toBe('410 INVITE_REVOKED');
    await person.join(await owner.invite());
    expect(await rolesOf(person)).toEqual([]);
    expect(await tries(person, 'POST', '/invites')).toBe('403 MISSING_PERMISSION');
  });

  it('is not somebody else by another text of their key', async () => {
    let person = await community.member();
    // With one more digit, a text of 44 is more than any 32 bytes; a shorter one may be another key.
    while (person.pubkey.length < 44) person = await community.member();
    await ban(person);
    const { pubkey } = person;
    for (const text of [`1${pubkey}`, `${pubkey}1`, ` ${pubkey}`, `${pubkey} `, `${pubkey}=`]) {
      const challenge = () =>
        call(community.url, 'POST', '/api/v1/auth/challenge', { body: { pubkey: text } });
      expect([text, await community.effectOf(challenge)]).toEqual([text, '400 VALIDATION_FAILED']);
    }
  });
});

describe('other spellings', () => {
  /** Each character in its percent-encoded form: the same text to a server that decodes paths. */
  const encoded = (text: string) =>
    [...text].map((c) => `%${c.charCodeAt(0).toString(16).padStart(2, '0')}`).join('');

  it('of the owner’s key touch nobody but the owner, whom nobody touches', async () => {
    const admin = await community.admin();
    const { pubkey } = owner;
    const refusals = new Set(['403 ROLE_HIERARCHY', '404 MEMBER_NOT_FOUND', '404 NOT_FOUND']);
    for (const text of [
      encoded(pubkey),
      `1${pubkey}`,
      `%20${pubkey}`,
      `${pubkey}%20`,
      `${pubkey}%00`,
      `${pubkey}%0a`,
      `${pubkey}.`,
      `./${pubkey}`,
      `${pubkey};x`,
      `%ef%bb%bf${pubkey}`,
    ]) {
      expect(refusals).toContain(await tries(admin, 'POST', `/members/${text}/kick`));
      expect(await tries(admin, 'POST', `/members/${text}/ban`)).toMatch(/^4\d\d [A-Z_]+$/);
      expect(await tries(admin, 'DELETE', `/members/${text}/roles/admin`)).toMatch(
        /^4\d\d [A-Z_]+$/,
      );
    }
    expect(await tries(admin, 'POST', `/members/${encoded(pubkey)}/kick`)).toBe(
      '403 ROLE_HIERARCHY',
    );
    expect(await rolesOf(owner)).toContain('admin');
  });

  it('of role ids are other roles, or the very same', async () => {
    const manager = await community.member(50, 'manage_roles');
    const { id } = await community.role(60, 'administrator');
    const swapped = [...id].map((c) => (c === c.toLowerCase() ? c.toUpperCase() : c.toLowerCase()));
    const give = (role: string) =>
      tries(manager, 'PUT', `/members/${manager.pubkey}/roles/${role}`);
    expect(await give(encoded(id))).toBe('403 ROLE_HIERARCHY');
    expect(await give(encoded('admin'))).toBe('403 ROLE_HIERARCHY');
    for (const role of [
      swapped.join(''),
      'ADMIN',
      'Admin',
      'admin%20',
      '%20admin',
      'admin%00',
      `${id}%00`,
      'admin.',
      'constructor',
      '__proto__',
    ]) {
      expect([role, await give(role)]).toEqual([
        role,
        expect.stringMatching(/^(404 (ROLE_NOT_FOUND|NOT_FOUND)|400 \w+)$/),
      ]);
    }
    expect(await rolesOf(manager)).not.toContain(id);
  });

  it('of a token open no session', async () => {
    const { token } = await community.admin();
    for (const authorization of [
      `Bearer ${token.slice(0, -1)}`,
      `Bearer ${token}A`,
      `Bearer ${token.toUpperCase()}`,
      `Bearer ${token.toLowerCase()}`,
      `Basic ${token}`,
      `Bearer ${token}, Bearer ${token}`,
      token,
    ]) {
      const answer = await call(community.url, 'GET', '/api/v1/auth/me', {
        headers: { authorization },
      });
      expect([authorization, outcomeOf(answer)]).toEqual([authorization, '401 UNAUTHENTICATED']);
    }
  });
});

describe('who is the owner', () => {
  const ownersIn = (events: readonly RecordedGatehouseEvent[]) =>
    events.filter(({ type }) => type === 'OwnerAppointed');

  it('is settled for good, for the link, the settings, and the banned', async () => {
    const settled = await Community.open();
    try {
      const { owner: first } = settled;
      const link = (await settled.by(first, 'GET', '/members')).body.members[0];
      const code = link?.invite_code ?? '';
      const [member, banned] = [await settled.member(), await settled.banned()];
      const open = (person: Person) => settled.effectOf(() => person.join(code));
      expect(await open(member)).toBe('410 INVITE_EXHAUSTED');
      expect(await open(await settled.newcomer())).toBe('410 INVITE_EXHAUSTED');
      expect(await open(banned)).toBe('403 MEMBER_BANNED');
      expect(await open(first)).toBe('200');

      for (const settings of [
        { GATEHOUSE_OWNER_PUBKEY: banned.pubkey },
        { GATEHOUSE_OWNER_PUBKEY: member.pubkey },
        { GATEHOUSE_BOOTSTRAP: 'first-user' },
      ]) {
        await settled.restart(settings);
        for (const person of [banned, member]) {
          await person.signIn(settled.url);
          expect((await person.call('GET', '/auth/me')).body).toMatchObject({
            is_member: person === member,
            roles: [],
          });
        }
      }
      const late = await settled.newcomer();
      expect((await late.call('GET', '/auth/me')).body.is_member).toBe(false);
      const { events } = await settled.end();
      expect(ownersIn(events).map(({ data }) => data)).toEqual([{ user_id: first.userId }]);
    } finally {
      await settled.close();
    }
  });
});

describe('at the same moment', () => {
  let busy: Community;
  beforeAll(async () => {
    busy = await Community.open();
  });
  afterAll(() => busy.close());

  /** What was refused at last must have been done before; the log is looked at in the end. */
  const claims: ((events: readonly RecordedGatehouseEvent[]) => void)[] = [];

  it('two of equal rank who ban each other are both refused', async () => {
    const powers = ['ban_members', 'kick_members'] as const;
    const [one, other] = [await busy.member(50, ...powers), await busy.member(50, ...powers)];
    const [admin, peer] = [await busy.admin(), await busy.admin()];
    const before = await busy.position();
    const answers = await Promise.all(
      times(20).flatMap((index) => {
        const how = index % 2 === 0 ? 'ban' : 'kick';
        return [
          one.call('POST', `/members/${other.pubkey}/${how}`),
          other.call('POST', `/members/${one.pubkey}/${how}`),
          admin.call('POST', `/members/${peer.pubkey}/${how}`),
          peer.call('POST', `/members/${admin.pubkey}/${how}`),
        ];
      }),
    );
    expect(new Set(answers.map(outcomeOf))).toEqual(new Set(['403 ROLE_HIERARCHY']));
    expect(await busy.position()).toBe(before);
  });

  it('whoever is demoted does nothing after it', async () => {
    const role = await busy.role(50, 'manage_roles', 'manage_invites', 'kick_members');
    const powerful = await memberBy(busy.url, await busy.owner.invite({ grant_role_id: role.id }));
    const low = await busy.role(10);
    const target = await busy.member();
    const use = () => [
      powerful.call('POST', '/invites'),
      powerful.call('PATCH', `/roles/${low.id}`, { body: { color: '#123456' } }),
      powerful.call('PUT', `/members/${target.pubkey}/roles/${low.id}`),
      powerful.call('DELETE', `/members/${target.pubkey}/roles/${low.id}`),
    ];
    const [answers] = await Promise.all([
      Promise.all([...times(10).flatMap(use)]),
      busy.take(powerful, role.id),
      Promise.all([...times(10).flatMap(use)]),
    ]);
    const outcomes = new Set([...answers, ...(await Promise.all(use()))].map(outcomeOf));
    expect(outcomes).toContain('403 MISSING_PERMISSION');
    claims.push((events) => {
      const end = events.find(
        ({ type, data }) =>
          type === 'MemberRoleRemoved' &&
          data.user_id === powerful.userId &&
          data.role_id === role.id,
      );
      const after = events.filter(
        ({ actor, position }) => actor === powerful.userId && position > (end?.position ?? 0),
      );
      expect(end).toBeDefined();
      expect(after).toEqual([]);
    });
  });

  it('an invite lets nobody in once its maker is demoted', async () => {
    const role = await busy.role(50, 'manage_invites');
    const maker = await memberBy(busy.url, await busy.owner.invite({ grant_role_id: role.id }));
    const code = await maker.invite({ max_uses: 1000 });
    const people = await Promise.all(times(60).map(() => busy.newcomer()));
    const joins = people.map((person, index) =>
      index === 20 ? busy.take(maker, role.id).then(() => person.join(code)) : person.join(code),
    );
    const answers = await Promise.all(joins);
    const admitted = answers.filter(({ status }) => status === 200).length;
    expect(new Set(answers.filter(({ status }) => status !== 200).map(outcomeOf))).toEqual(
      new Set(['410 INVITER_GONE']),
    );
    claims.push((events) => {
      const uses = events.filter(
        (event) => event.type === 'InviteConsumed' && event.data.code === code,
      );
      const end = events.find(
        ({ type, data }) => type === 'MemberRoleRemoved' && data.user_id === maker.userId,
      );
      expect(uses).toHaveLength(admitted);
      expect(uses.filter(({ position }) => position > (end?.position ?? 0))).toEqual([]);
    });
  });

  it('a role that is deleted is nobody’s, however many were receiving it', async () => {
    const role = await busy.role(20, 'kick_members');
    const code = await busy.owner.invite({ grant_role_id: role.id });
    const members = await Promise.all(times(10).map(() => busy.member()));
    const people = await Promise.all(times(40).map(() => busy.newcomer()));
    const [joins] = await Promise.all([
      Promise.all(people.slice(0, 20).map((person) => person.join(code))),
      Promise.all(
        members.map(({ pubkey }) => busy.owner.call('PUT', `/members/${pubkey}/roles/${role.id}`)),
      ),
      busy.by(busy.owner, 'DELETE', `/roles/${role.id}`),
      Promise.all(people.slice(20).map((person) => person.join(code))),
    ]);
    expect(joins.every(({ status }) => status === 200 || status === 410)).toBe(true);
    const late = await busy.newcomer();
    expect(await busy.effectOf(() => late.join(code))).toBe('410 INVITE_REVOKED');
    for (const person of [...members, ...people]) {
      expect((await person.call('GET', '/auth/me')).body.roles).toEqual([]);
    }
    claims.push((events) => {
      const end = events.find(
        ({ type, data }) => type === 'RoleDeleted' && data.role_id === role.id,
      );
      const given = events.filter(
        ({ type, data }) =>
          (type === 'MemberRoleAdded' && data.role_id === role.id) ||
          (type === 'MemberJoined' && data.role_ids.some((id) => id === role.id)),
      );
      expect(given.filter(({ position }) => position > (end?.position ?? 0))).toEqual([]);
    });
  });

  it('somebody is banned and joins: they are out', async () => {
    const code = await busy.owner.invite();
    const people = await Promise.all(times(20).map(() => busy.newcomer()));
    await Promise.all(
      people.flatMap((person) => [
        person.join(code),
        busy.by(busy.owner, 'POST', `/members/${person.pubkey}/ban`),
        person.join(code),
      ]),
    );
    for (const person of people) {
      await person.signIn();
      expect((await person.call('GET', '/auth/me')).body.is_member).toBe(false);
    }
    claims.push((events) => {
      const banned = new Map<string, number>();
      for (const { type, data, position } of events) {
        if (type === 'MemberBanned') banned.set(data.user_id, position);
        if (type === 'MemberJoined') expect(banned.has(data.user_id)).toBe(false);
      }
      for (const { userId } of people) expect(banned.has(userId)).toBe(true);
    });
  });

  it('and the log says the same', async () => {
    const { chain, live, rebuilt, events } = await busy.end();
    expect(chain.ok).toBe(true);
    expect(live).toEqual(rebuilt);
    expect(claims).toHaveLength(4);
    for (const claim of claims) claim(events);
    expect(findingsIn(events)).toEqual([]);
  });
});

it('the log shows nothing that its actor had no right to', async () => {
  expect((await me(owner)).permission_names).toEqual(PERMISSIONS);
  const { chain, live, rebuilt, events } = await community.end();
  expect(chain.ok).toBe(true);
  expect(live).toEqual(rebuilt);
  expect(findingsIn(events)).toEqual([]);
});
