import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { findingsIn } from '../support/auditor.js';
import { concurrently } from '../support/concurrently.js';
import { bits, Community, PERMISSIONS, type Permission } from '../support/community.js';
import { call, Person, type CallOptions, type RoleJson } from '../support/person.js';

/** Where whoever acts stands, unless they are an admin or the owner. */
const RANK = 50;
/** Where `admin` stands; the owner stands above it, members without a role at 0. */
const ADMIN_RANK = 1000;

let community: Community;
let owner: Person;
let code: string;

beforeAll(async () => {
  community = await Community.open({ GATEHOUSE_SQLITE_SYNCHRONOUS: 'normal' });
  ({ owner } = community);
  code = await owner.invite();
  // So that a role with one permission makes somebody with one permission.
  await community.by(owner, 'PATCH', '/roles/everyone', { permissions: 0 });
});
afterAll(() => community.close());

/** What a case made goes with it: there can be 250 roles. */
let made: RoleJson[] = [];
afterEach(async () => {
  await concurrently(8, made, ({ id }) => owner.call('DELETE', `/roles/${id}`));
  made = [];
});

async function roleAt(position: number, ...permissions: readonly Permission[]): Promise<string> {
  const role = await community.role(position, ...permissions);
  made.push(role);
  return role.id;
}

let names = 0;
const newName = () => `New ${++names}`;

/** A request that is made anew for each case. */
interface Request extends CallOptions {
  readonly path: string;
}

interface Case {
  readonly name: string;
  readonly caller: Person;
  readonly method: string;
  readonly request: Request;
  /** The status, the code if it is a refusal, and whether something was written. */
  readonly expected: string;
}

/** Prepares all cases at once, then makes one call after another. */
async function expectEach(cases: readonly (() => Promise<Case>)[]): Promise<void> {
  const prepared = await concurrently(8, cases, (prepare) => prepare());
  expect(new Set(prepared.map(({ name }) => name)).size).toBe(cases.length);
  const effects = await community.effectsOf(
    Object.fromEntries(
      prepared.map(({ name, caller, method, request: { path, ...options } }) => [
        name,
        () => caller.call(method, path, options),
      ]),
    ),
  );
  expect(effects).toEqual(
    Object.fromEntries(prepared.map(({ name, expected }) => [name, expected])),
  );
}

/** Somebody who calls. */
interface Caller {
  readonly name: string;
  readonly standing: 'owner' | 'member' | 'outsider' | 'banned' | 'unknown';
  readonly permissions: readonly Permission[];
  /** Somebody new, so that no case changes another; there is one owner only. */
  readonly come: () => Promise<Person>;
}

function memberWith(name: string, ...permissions: readonly Permission[]): Caller {
  const come = () => community.member(RANK, ...permissions);
  return { name, standing: 'member', permissions, come };
}

const CALLERS: readonly Caller[] = [
  {
    name: 'the owner',
    standing: 'owner',
    permissions: PERMISSIONS,
    come: () => Promise.resolve(owner),
  },
  {
    name: 'a holder of the role admin',
    standing: 'member',
    permissions: PERMISSIONS,
    come: () => community.admin(),
  },
  ...PERMISSIONS.map((name) => memberWith(`a member with ${name}`, name)),
  memberWith('a member with no permission'),
  {
    name: 'somebody who is no member',
    standing: 'outsider',
    permissions: [],
    come: () => community.newcomer(),
  },
  {
    name: 'somebody banned',
    standing: 'banned',
    permissions: [],
    come: () => community.banned(),
  },
  {
    name: 'somebody with a token that was never given out',
    standing: 'unknown',
    permissions: [],
    come: () =>
      Promise.resolve(Object.assign(new Person(community.url), { token: 'x'.repeat(43) })),
  },
  {
    name: 'somebody whose session has ended',
    standing: 'unknown',
    permissions: [],
    come: async () => {
      const person = await community.admin();
      await community.by(person, 'DELETE', '/auth/session');
      return person;
    },
  },
];

/** Whoever may do everything but this: one wrong bit lets them in. */
const allBut = (permission: Permission): Caller =>
  memberWith(
    `a member with all but ${permission}`,
    ...PERMISSIONS.filter((name) => name !== permission && name !== 'administrator'),
  );

interface Route {
  /** As the API document names it. */
  readonly call: string;
  readonly needs: 'nothing' | 'session' | 'member' | Permission;
  /** What whoever may make the call is answered. */
  readonly answer: string | ((caller: Caller) => string);
  readonly request: (caller: Person) => Request | Promise<Request>;
}

const inOrOut = (answers: Readonly<Record<Exclude<Caller['standing'], 'unknown'>, string>>) => {
  return ({ standing }: Caller) =>
    standing === 'unknown' ? '401 UNAUTHENTICATED' : answers[standing];
};

const at =
  (path: string, body?: unknown): Route['request'] =>
  () => ({ path, ...(body !== undefined && { body }) });

const someone = async () => (await community.member()).pubkey;
const DO_IT = { dry_run: false };

/** Of the event that created the invite `code`. */
const createdPosition = async () => {
  const { body } = await owner.call('GET', `/audit/events?stream=invite-${code}&limit=1`);
  return (body as unknown as { events: { position: number }[] }).events[0]?.position;
};
const unseen = () => new Person(community.url).pubkey;

/** `product.md`, call by call. */
const ROUTES: readonly Route[] = [
  {
    call: 'POST /invites',
    needs: 'manage_invites',
    answer: '201 written',
    request: at('/invites', {}),
  },
  { call: 'GET /invites', needs: 'manage_invites', answer: '200', request: at('/invites') },
  {
    call: 'GET /invites/counts',
    needs: 'manage_invites',
    answer: '200',
    request: at('/invites/counts'),
  },
  {
    call: 'GET /invites/{code}',
    needs: 'nothing',
    answer: '200',
    request: () => ({ path: `/invites/${code}` }),
  },
  {
    call: 'GET /invites/{code}/details',
    needs: 'manage_invites',
    answer: '200',
    request: () => ({ path: `/invites/${code}/details` }),
  },
  {
    call: 'PATCH /invites/{code}',
    needs: 'manage_invites',
    answer: '200 written',
    request: async () => ({ path: `/invites/${await owner.invite()}`, body: { label: 'New' } }),
  },
  {
    call: 'DELETE /invites/{code}',
    needs: 'manage_invites',
    answer: '204 written',
    request: async () => ({ path: `/invites/${await owner.invite()}` }),
  },
  {
    call: 'POST /invites/{code}/join',
    needs: 'session',
    answer: inOrOut({
      owner: '200',
      member: '200',
      outsider: '200 written',
      banned: '403 MEMBER_BANNED',
    }),
    request: () => ({ path: `/invites/${code}/join` }),
  },
  {
    call: 'POST /members/join',
    needs: 'session',
    answer: inOrOut({
      owner: '200',
      member: '200',
      outsider: '403 INVITE_REQUIRED',
      banned: '403 MEMBER_BANNED',
    }),
    request: at('/members/join'),
  },
  {
    call: 'DELETE /members/me',
    needs: 'session',
    answer: inOrOut({
      owner: '409 OWNER_CANNOT_LEAVE',
      member: '204 written',
      outsider: '403 NOT_A_MEMBER',
      banned: '403 NOT_A_MEMBER',
    }),
    request: at('/members/me'),
  },
  { call: 'GET /members', needs: 'member', answer: '200', request: at('/members') },
  {
    call: 'GET /members/{pubkey}',
    needs: 'member',
    answer: '200',
    request: () => ({ path: `/members/${owner.pubkey}` }),
  },
  {
    call: 'POST /members/{pubkey}/kick',
    needs: 'kick_members',
    answer: '204 written',
    request: async () => ({ path: `/members/${await someone()}/kick` }),
  },
  {
    call: 'POST /members/{pubkey}/ban',
    needs: 'ban_members',
    answer: '200 written',
    request: async () => ({ path: `/members/${await someone()}/ban` }),
  },
  {
    call: 'POST /members/{pubkey}/erase',
    needs: 'manage_server',
    answer: '204 written',
    request: async () => ({ path: `/members/${await someone()}/erase` }),
  },
  {
    call: 'POST /moderation/branch',
    needs: 'kick_members',
    answer: (caller) => (has(caller, 'view_audit_log') ? '200 written' : '403 MISSING_PERMISSION'),
    request: async () => ({
      path: '/moderation/branch',
      body: { ...DO_IT, action: 'kick', inviter: await someone() },
    }),
  },
  {
    call: 'POST /moderation/branch (ban)',
    needs: 'ban_members',
    answer: (caller) => (has(caller, 'view_audit_log') ? '200 written' : '403 MISSING_PERMISSION'),
    request: async () => ({
      path: '/moderation/branch',
      body: { ...DO_IT, action: 'ban', inviter: await someone() },
    }),
  },
  {
    call: 'POST /moderation/branch (revoke_invites)',
    needs: 'manage_invites',
    answer: '200 written',
    request: async () => {
      const inviter = await community.member(1, 'manage_invites');
      await inviter.invite();
      const body = { ...DO_IT, action: 'revoke_invites', inviter: inviter.pubkey };
      return { path: '/moderation/branch', body };
    },
  },
  { call: 'GET /bans', needs: 'ban_members', answer: '200', request: at('/bans') },
  {
    call: 'DELETE /bans/{pubkey}',
    needs: 'ban_members',
    answer: '204 written',
    request: async () => ({ path: `/bans/${(await community.banned()).pubkey}` }),
  },
  { call: 'GET /allowlist', needs: 'manage_server', answer: '200', request: at('/allowlist') },
  {
    call: 'POST /allowlist',
    needs: 'manage_server',
    answer: '200 written',
    request: () => ({ path: '/allowlist', body: { pubkey: unseen() } }),
  },
  {
    call: 'DELETE /allowlist/{pubkey}',
    needs: 'manage_server',
    answer: '204 written',
    request: async () => {
      const pubkey = unseen();
      await community.by(owner, 'POST', '/allowlist', { pubkey });
      return { path: `/allowlist/${pubkey}` };
    },
  },
  { call: 'GET /server', needs: 'nothing', answer: '200', request: at('/server') },
  {
    call: 'PATCH /server',
    needs: 'manage_server',
    answer: '200 written',
    request: ({ pubkey }) => ({ path: '/server', body: { name: `Called by ${pubkey}` } }),
  },
  {
    call: 'POST /server/owner',
    needs: 'member',
    answer: ({ standing }) =>
      standing === 'owner' ? '404 MEMBER_NOT_FOUND' : '403 MISSING_PERMISSION',
    request: () => ({ path: '/server/owner', body: { pubkey: unseen() } }),
  },
  {
    call: 'PUT /roles/order',
    needs: 'manage_roles',
    // It names no role of those that there are.
    answer: '409 CONFLICT',
    request: at('/roles/order', { roles: [] }),
  },
  { call: 'GET /roles', needs: 'session', answer: '200', request: at('/roles') },
  {
    call: 'POST /roles',
    needs: 'manage_roles',
    answer: '201 written',
    request: ({ pubkey }) => ({ path: '/roles', body: { name: `Made by ${pubkey}` } }),
  },
  {
    call: 'PATCH /roles/{id}',
    needs: 'manage_roles',
    answer: '200 written',
    request: async () => ({ path: `/roles/${await roleAt(1)}`, body: { name: newName() } }),
  },
  {
    call: 'DELETE /roles/{id}',
    needs: 'manage_roles',
    answer: '204 written',
    request: async () => ({ path: `/roles/${await roleAt(1)}` }),
  },
  {
    call: 'PUT /members/{pubkey}/roles/{role_id}',
    needs: 'manage_roles',
    answer: '204 written',
    request: async () => ({ path: `/members/${await someone()}/roles/${await roleAt(1)}` }),
  },
  {
    call: 'DELETE /members/{pubkey}/roles/{role_id}',
    needs: 'manage_roles',
    answer: '204 written',
    request: async () => {
      const [member, role] = [await community.member(), await roleAt(1)];
      await community.give(member, role);
      return { path: `/members/${member.pubkey}/roles/${role}` };
    },
  },
  {
    call: 'GET /audit/events',
    needs: 'view_audit_log',
    answer: '200',
    request: at('/audit/events?limit=1'),
  },
  {
    call: 'GET /audit/invites/{code}',
    needs: 'view_audit_log',
    answer: '200',
    // By what stands for its code, which every auditor may know.
    request: async () => ({ path: `/audit/invites/~${await createdPosition()}?limit=1` }),
  },
  {
    call: 'GET /audit/members/{pubkey}',
    needs: 'view_audit_log',
    answer: '200',
    request: () => ({ path: `/audit/members/${owner.pubkey}?limit=1` }),
  },
  {
    call: 'GET /audit/invites/{code}/tree',
    needs: 'view_audit_log',
    answer: '200',
    request: async () => ({ path: `/audit/invites/~${await createdPosition()}/tree?limit=1` }),
  },
  {
    call: 'GET /audit/members/{pubkey}/tree',
    needs: 'view_audit_log',
    answer: '200',
    request: () => ({ path: `/audit/members/${owner.pubkey}/tree?limit=1` }),
  },
  {
    call: 'GET /audit/members',
    needs: 'view_audit_log',
    answer: '200',
    request: at('/audit/members?limit=1'),
  },
  {
    call: 'GET /audit/diff',
    needs: 'view_audit_log',
    answer: '200',
    request: at('/audit/diff?from_position=1&to_position=2'),
  },
  {
    call: 'GET /audit/joins',
    needs: 'view_audit_log',
    answer: '200',
    request: at('/audit/joins?by=inviter'),
  },
  {
    call: 'GET /audit/invites/{code}/funnel',
    needs: 'member',
    answer: (caller) => managesOrAudits(caller),
    request: async () => ({ path: `/audit/invites/~${await createdPosition()}/funnel` }),
  },
  {
    call: 'GET /audit/refusals',
    needs: 'member',
    answer: (caller) => managesOrAudits(caller),
    request: at('/audit/refusals'),
  },
  {
    call: 'GET /audit/invites/{code}/refusals',
    needs: 'member',
    answer: (caller) => managesOrAudits(caller),
    request: async () => ({ path: `/audit/invites/~${await createdPosition()}/refusals` }),
  },
  {
    call: 'GET /audit/members/{pubkey}/refusals',
    needs: 'view_audit_log',
    answer: '200',
    request: () => ({ path: `/audit/members/${owner.pubkey}/refusals` }),
  },
  {
    call: 'GET /audit/export',
    needs: 'view_audit_log',
    answer: '200',
    request: async () => ({ path: `/audit/export?after=${(await community.position()) - 1}` }),
  },
  {
    call: 'GET /audit/consistency',
    needs: 'view_audit_log',
    answer: '200',
    request: at('/audit/consistency'),
  },
  { call: 'GET /audit/head', needs: 'view_audit_log', answer: '200', request: at('/audit/head') },
  {
    call: 'GET /audit/witnesses',
    needs: 'view_audit_log',
    answer: '200',
    request: at('/audit/witnesses'),
  },
  {
    call: 'GET /audit/verify',
    needs: 'view_audit_log',
    answer: '200',
    request: at('/audit/verify'),
  },
  {
    call: 'GET /audit/receipts/{position}',
    needs: 'view_audit_log',
    answer: '200',
    request: at('/audit/receipts/1'),
  },
  {
    call: 'GET /members/me/receipt',
    needs: 'member',
    answer: '200',
    request: at('/members/me/receipt'),
  },
  {
    call: 'GET /audit/roles/{id}',
    needs: 'view_audit_log',
    answer: '200',
    request: at('/audit/roles/everyone'),
  },
  {
    call: 'GET /audit/server',
    needs: 'view_audit_log',
    answer: '200',
    request: at('/audit/server?limit=1'),
  },
  { call: 'GET /auth/sessions', needs: 'session', answer: '200', request: at('/auth/sessions') },
  {
    call: 'DELETE /auth/sessions/{id}',
    needs: 'session',
    answer: '404 NOT_FOUND',
    request: at('/auth/sessions/none'),
  },
  { call: 'DELETE /auth/sessions', needs: 'session', answer: '204', request: at('/auth/sessions') },
  {
    call: 'POST /auth/challenge',
    needs: 'nothing',
    answer: '200',
    request: () => ({ path: '/auth/challenge', body: { pubkey: unseen() } }),
  },
  {
    call: 'POST /auth/verify',
    needs: 'nothing',
    answer: '200 written',
    request: async () => {
      const person = new Person(community.url);
      const { pubkey } = person;
      const asked = await person.call('POST', '/auth/challenge', { body: { pubkey } });
      return {
        path: '/auth/verify',
        body: { pubkey, signature: person.sign(asked.body.challenge) },
      };
    },
  },
  { call: 'GET /auth/me', needs: 'session', answer: '200', request: at('/auth/me') },
  {
    call: 'PATCH /auth/me',
    needs: 'session',
    answer: '200 written',
    request: ({ pubkey }) => ({ path: '/auth/me', body: { display_name: pubkey.slice(0, 10) } }),
  },
  {
    call: 'DELETE /auth/session',
    needs: 'session',
    answer: '204',
    request: async (caller) => {
      // The owner must stay signed in.
      const { token } = caller;
      if (caller === owner) await owner.signIn();
      return { path: '/auth/session', token };
    },
  },
];

const has = (caller: Pick<Caller, 'permissions'>, permission: Permission) =>
  caller.permissions.includes(permission) || caller.permissions.includes('administrator');

const managesOrAudits = (caller: Pick<Caller, 'permissions'>): string =>
  has(caller, 'view_audit_log') || has(caller, 'manage_invites') ? '200' : '403 MISSING_PERMISSION';

/** What the contract says that a caller is answered. */
function contract({ needs, answer }: Route, caller: Caller): string {
  const { standing } = caller;
  const allowed = typeof answer === 'string' ? answer : answer(caller);
  if (needs === 'nothing') return allowed;
  if (standing === 'unknown') return '401 UNAUTHENTICATED';
  if (needs === 'session') return allowed;
  if (standing === 'outsider' || standing === 'banned') return '403 NOT_A_MEMBER';
  if (needs === 'member' || has(caller, needs)) return allowed;
  return '403 MISSING_PERMISSION';
}

const isPermission = (needs: Route['needs']): needs is Permission =>
  PERMISSIONS.some((name) => name === needs);

describe('each call answers each caller as the contract says, and writes only if it may', () => {
  /** Callers whom no call has changed so far, by name: they may make another one. */
  const unchanged = new Map<string, Person>();

  it.each(ROUTES)('$call', async (route) => {
    const [method = ''] = route.call.split(' ');
    const { needs } = route;
    const callers = isPermission(needs) ? [...CALLERS, allBut(needs)] : CALLERS;
    const cases = callers.map((each) => async () => {
      const { name } = each;
      const caller = unchanged.get(name) ?? (await each.come());
      const expected = contract(route, each);
      const changes = method !== 'GET' && expected.startsWith('2');
      if (changes) unchanged.delete(name);
      else unchanged.set(name, caller);
      return { name, caller, method, request: await route.request(caller), expected };
    });
    await expectEach(cases);
    const { path, token: _, ...options } = await route.request(new Person(community.url));
    const anonymous = await community.effectOf(() =>
      call(community.url, method, `/api/v1${path}`, options),
    );
    expect(anonymous).toBe(needs === 'nothing' ? route.answer : '401 UNAUTHENTICATED');
  });

  it('and no call is left out', async () => {
    const { body } = await call(community.url, 'GET', '/api/openapi.json');
    const { paths } = body as unknown as { paths: Record<string, Record<string, unknown>> };
    const documented = Object.entries(paths)
      .filter(([path]) => path.startsWith('/api/v1/'))
      .flatMap(([path, methods]) =>
        Object.keys(methods).map((method) => `${method.toUpperCase()} ${path.slice(7)}`),
      );
    // One that does several things is there once for each, which stands behind it.
    const asked = new Set(ROUTES.map((route) => route.call.replace(/ \(.*\)$/, '')));
    expect(documented.sort()).toEqual([...asked].sort());
  });
});

describe('each call that writes, sent again under its key', () => {
  /** Who makes a call that the owner cannot make. */
  const others: Readonly<Record<string, () => Promise<Person>>> = {
    'POST /invites/{code}/join': () => community.newcomer(),
    'DELETE /members/me': () => community.member(),
  };
  // Once that is done, nobody is there who could ask again.
  const LAST = 'DELETE /auth/session';
  const writing = ROUTES.filter(
    ({ call: name, needs }) => !name.startsWith('GET ') && needs !== 'nothing' && name !== LAST,
  );

  it.each(writing)('$call is answered as before, and does nothing', async (route) => {
    const [method = ''] = route.call.split(' ');
    const caller = await (others[route.call]?.() ?? Promise.resolve(owner));
    const { path, ...options } = await route.request(caller);
    const headers = { 'idempotency-key': `again:${route.call.replaceAll(' ', '_')}` };
    const send = () => caller.call(method, path, { ...options, headers });
    const { status, body, headers: sent } = await send();
    const position = await community.position();
    const again = await send();
    const { request_id: _, ...first } = { request_id: '', ...body };
    expect([again.status, again.body]).toEqual([status, expect.objectContaining(first)]);
    expect([again.headers.location, again.headers.etag]).toEqual([sent.location, sent.etag]);
    expect(await community.position()).toBe(position);
    const other = await caller.call(method, path, { body: { other: 1 }, headers });
    expect([400, 409]).toContain(other.status);
  });
});

/** Each of them may do what is to be done; what differs is where they stand. */
interface Actor {
  readonly name: string;
  readonly rank: number;
  readonly permissions: readonly Permission[];
  readonly come: () => Promise<Person>;
}

function actorsWith(...permissions: readonly Permission[]): readonly Actor[] {
  const held = permissions.join(' and ');
  return [
    {
      name: `a holder of ${held} at ${RANK}`,
      rank: RANK,
      permissions,
      come: () => community.member(RANK, ...permissions),
    },
    {
      name: `an administrator at ${RANK}`,
      rank: RANK,
      permissions: PERMISSIONS,
      come: () => community.member(RANK, 'administrator'),
    },
    {
      name: 'an admin',
      rank: ADMIN_RANK,
      permissions: PERMISSIONS,
      come: () => community.admin(),
    },
    {
      name: 'the owner',
      rank: Infinity,
      permissions: PERMISSIONS,
      come: () => Promise.resolve(owner),
    },
  ];
}

interface Target {
  readonly name: string;
  readonly is: 'owner' | 'member' | 'self' | 'out' | 'banned';
  readonly rank: number;
  readonly come: (actor: Person) => Promise<Person>;
}

const TARGETS: readonly Target[] = [
  { name: 'a member', is: 'member', rank: 0, come: () => community.member() },
  ...[RANK - 1, RANK, RANK + 1].map((rank) => ({
    name: `a member at ${rank}`,
    is: 'member' as const,
    rank,
    come: () => community.member(rank),
  })),
  { name: 'an admin', is: 'member', rank: ADMIN_RANK, come: () => community.admin() },
  { name: 'the owner', is: 'owner', rank: Infinity, come: () => Promise.resolve(owner) },
  { name: 'themselves', is: 'self', rank: NaN, come: (actor) => Promise.resolve(actor) },
  { name: 'somebody who is no member', is: 'out', rank: -1, come: () => community.newcomer() },
  {
    name: 'a key never seen',
    is: 'out',
    rank: -1,
    come: () => Promise.resolve(new Person(community.url)),
  },
  { name: 'somebody banned', is: 'banned', rank: -1, come: () => community.banned() },
];

const pairs = <A, B>(some: readonly A[], others: readonly B[]): readonly (readonly [A, B])[] =>
  some.flatMap((one) => others.map((other) => [one, other] as const));

describe('kick, ban and erase need a highest role strictly above the target’s', () => {
  function expected(kind: 'kick' | 'ban' | 'erase', actor: Actor, target: Target): string {
    const done = kind === 'ban' ? '200 written' : '204 written';
    if (kind === 'erase') {
      if (target.name === 'a key never seen') return '404 MEMBER_NOT_FOUND';
      if (target.is === 'owner' || (target.is === 'self' && actor.rank === Infinity)) {
        return '409 OWNER_CANNOT_LEAVE';
      }
      if (target.is === 'banned') return done;
    }
    if (kind === 'kick' && (target.is === 'out' || target.is === 'banned')) {
      return '404 MEMBER_NOT_FOUND';
    }
    if (target.is === 'owner' || target.is === 'self') return '403 ROLE_HIERARCHY';
    if (target.is === 'banned') return '200';
    return actor.rank > target.rank ? done : '403 ROLE_HIERARCHY';
  }

  it.each([
    ['kick', 'kick_members'],
    ['ban', 'ban_members'],
    ['erase', 'manage_server'],
  ] as const)('%s', async (kind, permission) => {
    await expectEach(
      pairs(actorsWith(permission), TARGETS).map(([actor, target]) => async () => {
        const caller = await actor.come();
        const { pubkey } = await target.come(caller);
        return {
          name: `${actor.name}: ${target.name}`,
          caller,
          method: 'POST',
          request: { path: `/members/${pubkey}/${kind}` },
          expected: expected(kind, actor, target),
        };
      }),
    );
    expect((await owner.call('GET', '/auth/me')).body).toMatchObject({
      is_member: true,
      roles: ['admin'],
    });
  });
});

describe('a role at or above one’s own highest', () => {
  const RANKS = [1, RANK - 1, RANK, RANK + 1, 999];
  const below = (actor: Actor, rank: number, done: string) =>
    actor.rank > rank ? done : '403 ROLE_HIERARCHY';

  const ways: readonly {
    readonly way: string;
    readonly method: string;
    readonly done: string;
    readonly request: (rank: number) => Promise<Request>;
  }[] = [
    {
      way: 'is not created',
      method: 'POST',
      done: '201 written',
      request: (position) =>
        Promise.resolve({ path: '/roles', body: { name: newName(), position } }),
    },
    {
      way: 'is not renamed',
      method: 'PATCH',
      done: '200 written',
      request: async (rank) => ({
        path: `/roles/${await roleAt(rank)}`,
        body: { name: newName() },
      }),
    },
    {
      way: 'is not painted',
      method: 'PATCH',
      done: '200 written',
      request: async (rank) => ({
        path: `/roles/${await roleAt(rank)}`,
        body: { color: '#123456' },
      }),
    },
    {
      way: 'is not robbed of its permissions',
      method: 'PATCH',
      done: '200 written',
      request: async (rank) => ({
        path: `/roles/${await roleAt(rank, 'send_messages')}`,
        body: { permissions: 0 },
      }),
    },
    {
      way: 'is not lowered',
      method: 'PATCH',
      done: '200 written',
      request: async (rank) => ({
        path: `/roles/${await roleAt(rank)}`,
        body: { position: rank === 1 ? 2 : 1 },
      }),
    },
    {
      way: 'is not made of one below',
      method: 'PATCH',
      done: '200 written',
      request: async (position) => ({
        path: `/roles/${await roleAt(position === 10 ? 11 : 10)}`,
        body: { position },
      }),
    },
    {
      way: 'is not deleted',
      method: 'DELETE',
      done: '204 written',
      request: async (rank) => ({ path: `/roles/${await roleAt(rank)}` }),
    },
  ];

  it.each(ways)('$way', async ({ method, done, request }) => {
    await expectEach(
      pairs(actorsWith('manage_roles'), RANKS).map(([actor, rank]) => async () => ({
        name: `${actor.name}: ${rank}`,
        caller: await actor.come(),
        method,
        request: await request(rank),
        expected: below(actor, rank, done),
      })),
    );
  });

  /** What giving or taking a role answers, by where the three of them stand. */
  function expected(
    actor: Actor,
    { is, rank }: Target,
    roleRank: number,
    heldByTarget: boolean,
  ): string {
    if (is === 'out' || is === 'banned') return '404 MEMBER_NOT_FOUND';
    const ranks = (own: number) => (heldByTarget ? Math.max(own, roleRank) : own);
    const themselves = is === 'self' || (is === 'owner' && actor.rank === Infinity);
    const actorRank = themselves ? ranks(actor.rank) : actor.rank;
    if (actorRank <= roleRank) return '403 ROLE_HIERARCHY';
    if (themselves || actorRank > ranks(rank)) return '204 written';
    return '403 ROLE_HIERARCHY';
  }

  it.each([
    ['is not given, nor any role to whom one does not stand above', 'PUT', false],
    ['is not taken, nor any role from whom one does not stand above', 'DELETE', true],
  ])('%s', async (_, method, held) => {
    const cases = pairs(actorsWith('manage_roles'), pairs(TARGETS, [RANK - 1, RANK, RANK + 1]));
    // A role too high for a target who is no member breaks two rules; which is said first is open.
    const clear = cases.filter(
      ([actor, [{ is }, rank]]) => (is !== 'out' && is !== 'banned') || actor.rank > rank,
    );
    await expectEach(
      clear.map(([actor, [target, rank]]) => async () => {
        const caller = await actor.come();
        const whom = await target.come(caller);
        const role = await roleAt(rank);
        if (held && target.is !== 'out' && target.is !== 'banned') await community.give(whom, role);
        return {
          name: `${actor.name}: ${rank}, ${target.name}`,
          caller,
          method,
          request: { path: `/members/${whom.pubkey}/roles/${role}` },
          expected: expected(actor, target, rank, held),
        };
      }),
    );
  });

  it('is granted by an invite of an administrator, except admin, and by the owner', async () => {
    await expectEach(
      pairs(actorsWith('manage_invites'), [...RANKS, ADMIN_RANK]).map(
        ([actor, rank]) =>
          async () => {
            const free = has(actor, 'administrator') && rank < ADMIN_RANK;
            const allowed = actor.rank > rank || free;
            const grant_role_id = rank === ADMIN_RANK ? 'admin' : await roleAt(rank);
            return {
              name: `${actor.name}: ${rank}`,
              caller: await actor.come(),
              method: 'POST',
              request: { path: '/invites', body: { grant_role_id } },
              expected: allowed ? '201 written' : '403 ROLE_HIERARCHY',
            };
          },
      ),
    );
  });
});

describe('a permission that one lacks', () => {
  const LOW = 10;
  const ways: readonly {
    readonly way: string;
    readonly with: Permission;
    readonly method: string;
    readonly done: string;
    readonly request: (permission: Permission) => Promise<Request>;
  }[] = [
    {
      way: 'is not put into a new role',
      with: 'manage_roles',
      method: 'POST',
      done: '201 written',
      request: (permission) => {
        const body = { name: newName(), position: LOW, permissions: bits(permission) };
        return Promise.resolve({ path: '/roles', body });
      },
    },
    {
      way: 'is not added to a role',
      with: 'manage_roles',
      method: 'PATCH',
      done: '200 written',
      request: async (permission) => ({
        path: `/roles/${await roleAt(LOW)}`,
        body: { permissions: bits(permission) },
      }),
    },
    {
      way: 'is not given with a role',
      with: 'manage_roles',
      method: 'PUT',
      done: '204 written',
      request: async (permission) => ({
        path: `/members/${await someone()}/roles/${await roleAt(LOW, permission)}`,
      }),
    },
    {
      way: 'is not granted by an invite',
      with: 'manage_invites',
      method: 'POST',
      done: '201 written',
      request: async (permission) => ({
        path: '/invites',
        body: { grant_role_id: await roleAt(LOW, permission) },
      }),
    },
  ];

  it.each(ways)('$way', async ({ with: needed, method, done, request }) => {
    await expectEach(
      PERMISSIONS.flatMap((permission) => {
        const actors = [...actorsWith(needed), ...actorsWith(needed, permission).slice(0, 1)];
        return actors.map((actor) => async () => ({
          name: `${actor.name}: ${permission}`,
          caller: await actor.come(),
          method,
          request: await request(permission),
          expected: has(actor, permission) ? done : '403 MISSING_PERMISSION',
        }));
      }),
    );
  });

  it('is not given to everyone', async () => {
    for (const permission of PERMISSIONS) {
      const body = { permissions: bits(permission) };
      const lacking = PERMISSIONS.filter((name) => name !== permission && name !== 'administrator');
      // Whoever lacks it, and yet may manage roles; the one who only lacks that may not at all.
      const high = await community.member(RANK, ...lacking);
      expect([
        permission,
        await community.effectOf(() => high.call('PATCH', '/roles/everyone', { body })),
      ]).toEqual([permission, '403 MISSING_PERMISSION']);
      const holder = await community.member(RANK, 'manage_roles', permission);
      const path = '/roles/everyone';
      const given = await community.effectOf(() => holder.call('PATCH', path, { body }));
      await community.by(owner, 'PATCH', path, { permissions: 0 });
      expect([permission, given]).toEqual([permission, '200 written']);
    }
  });
});

describe('the built-in roles', () => {
  const cases = [
    ['PATCH', '/roles/admin', { name: 'New' }, '409 ROLE_BUILTIN'],
    ['PATCH', '/roles/admin', { color: '#123456' }, '409 ROLE_BUILTIN'],
    ['PATCH', '/roles/admin', { permissions: 0 }, '409 ROLE_BUILTIN'],
    ['PATCH', '/roles/admin', { position: 1 }, '409 ROLE_BUILTIN'],
    ['DELETE', '/roles/admin', undefined, '409 ROLE_BUILTIN'],
    ['PATCH', '/roles/everyone', { name: 'New' }, '409 ROLE_BUILTIN'],
    ['PATCH', '/roles/everyone', { position: 1 }, '409 ROLE_BUILTIN'],
    ['DELETE', '/roles/everyone', undefined, '409 ROLE_BUILTIN'],
    ['PUT', '/members/:someone/roles/everyone', undefined, '409 ROLE_BUILTIN'],
    ['DELETE', '/members/:someone/roles/everyone', undefined, '409 ROLE_BUILTIN'],
  ] as const;

  it.each(cases)('%s %s %j is for nobody', async (method, path, body, expected) => {
    const pubkey = await someone();
    await expectEach(
      actorsWith('manage_roles').map((actor) => async () => ({
        name: actor.name,
        caller: await actor.come(),
        method,
        request: { path: path.replace(':someone', pubkey), body },
        expected,
      })),
    );
  });

  it('admin is given and taken by the owner alone', async () => {
    for (const [method, target] of [
      ['PUT', () => community.member()],
      ['DELETE', () => community.admin()],
    ] as const) {
      await expectEach(
        actorsWith('manage_roles').map((actor) => async () => ({
          name: actor.name,
          caller: await actor.come(),
          method,
          request: { path: `/members/${(await target()).pubkey}/roles/admin` },
          expected: actor.rank === Infinity ? '204 written' : '403 ROLE_HIERARCHY',
        })),
      );
    }
  });
});

describe('what does not exist', () => {
  const routes = [
    ['manage_invites', 'GET', '/invites/nosuchcode/details', '404 INVITE_NOT_FOUND'],
    ['manage_invites', 'PATCH', '/invites/nosuchcode', '404 INVITE_NOT_FOUND'],
    ['manage_invites', 'DELETE', '/invites/nosuchcode', '404 INVITE_NOT_FOUND'],
    ['kick_members', 'POST', '/members/:unseen/kick', '404 MEMBER_NOT_FOUND'],
    ['ban_members', 'DELETE', '/bans/:unseen', '404 NOT_FOUND'],
    ['manage_server', 'POST', '/members/:unseen/erase', '404 MEMBER_NOT_FOUND'],
    ['manage_server', 'DELETE', '/allowlist/:unseen', '404 NOT_FOUND'],
    ['manage_roles', 'PATCH', '/roles/nosuchrole12', '404 ROLE_NOT_FOUND'],
    ['manage_roles', 'DELETE', '/roles/nosuchrole12', '404 ROLE_NOT_FOUND'],
    ['manage_roles', 'PUT', '/members/:member/roles/nosuchrole12', '404 ROLE_NOT_FOUND'],
    ['manage_roles', 'DELETE', '/members/:member/roles/nosuchrole12', '404 ROLE_NOT_FOUND'],
  ] as const;

  it.each(routes)('%s: %s %s', async (permission, method, template, missing) => {
    const path = template.replace(':unseen', unseen()).replace(':member', await someone());
    const request = { path, ...(method === 'PATCH' && { body: {} }) };
    const callers = [...CALLERS, allBut(permission)];
    // Whoever may not know is told the same as of what is there.
    await expectEach(
      callers.map((each) => async () => ({
        name: each.name,
        caller: await each.come(),
        method,
        request,
        expected: contract(
          { call: '', needs: permission, answer: missing, request: () => request },
          each,
        ),
      })),
    );
  });
});

describe('who can join, in each mode', () => {
  const people = {
    'a newcomer': () => community.newcomer(),
    'somebody listed': async () => {
      const person = await community.newcomer();
      await community.by(owner, 'POST', '/allowlist', { pubkey: person.pubkey });
      return person;
    },
    'a member': () => community.member(),
    'somebody banned': () => community.banned(),
    'somebody listed and banned': async () => {
      const person = await community.banned();
      await community.by(owner, 'POST', '/allowlist', { pubkey: person.pubkey });
      return person;
    },
    'somebody who was kicked': async () => {
      const person = await community.member();
      await community.by(owner, 'POST', `/members/${person.pubkey}/kick`);
      return person;
    },
  };
  type Who = keyof typeof people;

  /** The table of modes in `product.md`: what a newcomer, and somebody listed, is answered. */
  const MODES = {
    open: { direct: ['200 written', '200 written'], invite: ['200 written', '200 written'] },
    invite_only: {
      direct: ['403 INVITE_REQUIRED', '403 INVITE_REQUIRED'],
      invite: ['200 written', '200 written'],
    },
    allowlist: {
      direct: ['403 NOT_ALLOWLISTED', '200 written'],
      invite: ['403 NOT_ALLOWLISTED', '200 written'],
    },
    closed: {
      direct: ['403 MEMBERSHIP_CLOSED', '403 MEMBERSHIP_CLOSED'],
      invite: ['403 MEMBERSHIP_CLOSED', '403 MEMBERSHIP_CLOSED'],
    },
  } as const;

  function expected(who: Who, [newcomer, listed]: readonly [string, string]): string {
    if (who.includes('banned')) return '403 MEMBER_BANNED';
    if (who === 'a member') return '200';
    return who === 'somebody listed' ? listed : newcomer;
  }

  it.each(Object.entries(MODES))('%s', async (membership_mode, ways) => {
    const comers = await concurrently(
      4,
      pairs(['direct', 'invite'] as const, Object.entries(people)),
      async ([way, [who, come]]) => ({ way, who, person: await come() }),
    );
    await community.by(owner, 'PATCH', '/server', { membership_mode });
    await expectEach(
      comers.map(
        ({ way, who, person }) =>
          () =>
            Promise.resolve({
              name: `${way}: ${who}`,
              caller: person,
              method: 'POST',
              request: { path: way === 'direct' ? '/members/join' : `/invites/${code}/join` },
              expected: expected(who as Who, ways[way]),
            }),
      ),
    );
    await community.by(owner, 'PATCH', '/server', { membership_mode: 'invite_only' });
  });
});

it('the log shows nothing that its actor had no right to', async () => {
  const { chain, live, rebuilt, events } = await community.end();
  expect(chain.ok).toBe(true);
  expect(live).toEqual(rebuilt);
  expect(findingsIn(events)).toEqual([]);
});
