/**
 * The way of decentcom's client through Gatehouse, request by request in its order and as it makes
 * them: JSON is what it says it sends, body or not; what it leaves open it leaves out of the body;
 * of an answer it reads the fields that are named here, and of an error `error`.
 */
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { WebSocket, type RawData } from 'ws';
import { newDatabase } from '../support/database.js';
import { ownerOf, Person } from '../support/person.js';
import { startGatehouse, type RunningGatehouse } from '../support/process.js';

type Json = Readonly<Record<string, unknown>>;

interface Reply {
  readonly status: number;
  /** As it came, also when it is no JSON. */
  readonly text: string;
  readonly body: Json;
}

interface Asked {
  readonly token?: string;
  /** Fields that are `undefined` are left out, as by the client. */
  readonly body?: Json;
}

const database = await newDatabase();
let server: RunningGatehouse;
/** The owner signs in by our own means; all others by the client's. */
let owner: Person;

beforeAll(async () => {
  server = await startGatehouse(database.url, {
    GATEHOUSE_SERVER_NAME: 'Café',
    GATEHOUSE_DECENTCOM: 'on',
    GATEHOUSE_CORS_ORIGINS: 'tauri://localhost,http://tauri.localhost',
  });
  owner = await ownerOf(server);
});
afterAll(async () => {
  await server.stop();
  await database.drop();
});

async function ask(method: string, path: string, { token, body }: Asked = {}): Promise<Reply> {
  const response = await fetch(`${server.url}/api/v1${path}`, {
    method,
    headers: {
      'Content-Type': 'application/json',
      ...(token !== undefined && { Authorization: `Bearer ${token}` }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json') ?? false;
  return { status: response.status, text, body: isJson ? (JSON.parse(text) as Json) : {} };
}

const asOwner = (method: string, path: string, body?: Json) =>
  ask(method, path, { token: owner.token, ...(body && { body }) });

/** The type of each of the fields that the client reads. */
function typesOf(value: unknown, ...fields: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(fields.map((field) => [field, typeOf((value as Json)[field])]));
}

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return `array of ${[...new Set(value.map(typeOf))].join(', ')}`;
  if (typeof value === 'string' && !Number.isNaN(Date.parse(value)) && /^\d{4}-/.test(value))
    return 'time';
  return typeof value;
}

/** The client takes any 2xx, but reads a body unless the status is 204. */
function done(reply: Reply): Json {
  expect(reply).toMatchObject({ status: expect.any(Number), text: expect.stringMatching(/^\{/) });
  expect([200, 201]).toContain(reply.status);
  return reply.body;
}

function doneSilently(reply: Reply): void {
  expect(reply).toEqual({ status: 204, text: '', body: {} });
}

/** The client shows `error` and looks at the status. */
function refused(reply: Reply, status: number): void {
  expect({ status: reply.status, error: reply.body.error }).toEqual({
    status,
    error: expect.stringMatching(/\S/),
  });
}

function listIn(reply: Reply, field: string): readonly Json[] {
  const list = done(reply)[field];
  expect(Array.isArray(list)).toBe(true);
  return list as readonly Json[];
}

const path = (...segments: readonly string[]) => `/${segments.map(encodeURIComponent).join('/')}`;

interface Session {
  readonly pubkey: string;
  readonly token: string;
  readonly user_id: string;
}

/** Challenge, signature, session: before each join and each connection once more. */
async function authenticate(person = new Person(server.url)): Promise<Session> {
  const { pubkey } = person;
  const asked = await ask('POST', '/auth/challenge', { body: { pubkey } });
  const signature = person.sign(String(done(asked).challenge));
  const answer = done(await ask('POST', '/auth/verify', { body: { pubkey, signature } }));
  expect(typesOf(answer, 'token', 'user_id', 'expires_at')).toEqual({
    token: 'string',
    user_id: 'string',
    expires_at: 'time',
  });
  return { pubkey, token: String(answer.token), user_id: String(answer.user_id) };
}

async function joined(code: string): Promise<Session> {
  const session = await authenticate();
  done(await ask('POST', `${path('invites', code)}/join`, { token: session.token }));
  return session;
}

interface Envelope {
  readonly op: string;
  readonly d: Json;
  readonly t: number;
}

/** A plain WebSocket with the token in its address, kept alive as the client does it. */
class Gateway {
  readonly envelopes: Envelope[] = [];
  private closed = false;
  private readonly waiting = new Set<() => void>();

  private constructor(readonly socket: WebSocket) {
    socket.on('message', (data: RawData) => this.receive((data as Buffer).toString()));
    socket.on('close', () => {
      this.closed = true;
      this.wake();
    });
    // What follows is `close`.
    socket.on('error', () => undefined);
    // A client that remembers a channel asks for its messages as soon as it is connected.
    socket.on('open', () => {
      socket.send(JSON.stringify({ op: 'SUBSCRIBE', d: { channel_id: 'general' } }));
    });
  }

  static open(token: string): Gateway {
    const url = new URL(`${server.url.replace('http://', 'ws://')}/api/v1/gateway`);
    url.searchParams.set('token', token);
    return new Gateway(new WebSocket(url.toString()));
  }

  static async ready(token: string): Promise<Gateway> {
    const gateway = Gateway.open(token);
    await gateway.next('READY');
    return gateway;
  }

  /** The message with this op, at least for the fields given: come already, or to come. */
  async next(op: string, fields: Json = {}): Promise<Json> {
    for (;;) {
      const found = this.envelopes.find(
        ({ op: name, d }) =>
          name === op && Object.entries(fields).every(([field, value]) => d[field] === value),
      );
      if (found) return found.d;
      if (this.closed) throw new Error(`Closed after ${this.ops().join(' ') || 'nothing'}.`);
      await new Promise<void>((resolve) => this.waiting.add(resolve));
    }
  }

  async untilClosed(): Promise<void> {
    while (!this.closed) await new Promise<void>((resolve) => this.waiting.add(resolve));
  }

  ops(): readonly string[] {
    return this.envelopes.map(({ op }) => op);
  }

  async close(): Promise<void> {
    const closed = once(this.socket, 'close');
    this.socket.close();
    await closed;
  }

  private receive(text: string): void {
    const envelope = JSON.parse(text) as Envelope;
    if (envelope.op === 'HEARTBEAT') {
      this.socket.send(JSON.stringify({ op: 'HEARTBEAT_ACK', d: {} }));
      return;
    }
    this.envelopes.push(envelope);
    this.wake();
  }

  private wake(): void {
    for (const resolve of this.waiting) resolve();
    this.waiting.clear();
  }
}

const INVITE = {
  code: 'string',
  created_by: 'string',
  grant_role_id: 'null',
  max_uses: 'number',
  use_count: 'number',
  expires_at: 'null',
  created_at: 'time',
  invite_link: 'string',
};
const ROLE = {
  id: 'string',
  name: 'string',
  color: 'null',
  permissions: 'number',
  position: 'number',
  is_builtin: 'boolean',
  created_at: 'time',
  updated_at: 'time',
};
const MEMBER = {
  user_id: 'string',
  pubkey: 'string',
  display_name: 'null',
  joined_at: 'time',
  roles: 'array of ',
};

/** What the client's dialog for a new invite sends when nothing is filled in. */
const UNTOUCHED = { max_uses: 0, expires_in_seconds: undefined, grant_role_id: undefined };

const createInvite = async (body: Json = UNTOUCHED) =>
  done(await asOwner('POST', '/invites', body)) as Json & { readonly code: string };

const createRole = async (body: Json) =>
  done(await asOwner('POST', '/roles', body)) as Json & { readonly id: string };

describe('signing in', () => {
  it('takes a key, and answers the signature over the text of the challenge', async () => {
    const person = new Person(server.url);
    const [first, second] = [await authenticate(person), await authenticate(person)];
    expect(first.user_id).toBe(second.user_id);
    expect(first.token).not.toBe(second.token);
    const me = done(await ask('GET', '/auth/me', { token: first.token }));
    expect(me.user_id).toBe(first.user_id);
  });

  it('says what is wrong with a key, a signature, a session', async () => {
    const { pubkey } = new Person(server.url);
    refused(await ask('POST', '/auth/challenge', { body: { pubkey: 'no key' } }), 400);
    const signature = Buffer.alloc(64).toString('base64');
    refused(await ask('POST', '/auth/verify', { body: { pubkey, signature } }), 401);
    refused(await ask('GET', '/roles', { token: 'no-session' }), 401);
    refused(await ask('GET', '/roles'), 401);
  });
});

describe('an invite, from the link to the member', () => {
  it('is previewed and used by somebody who knows nothing but the link', async () => {
    const { invite_link } = await createInvite();
    const { origin, pathname } = new URL(String(invite_link));
    expect(origin).toBe(server.url);
    const [first, code, ...rest] = pathname.split('/').filter(Boolean);
    expect([first, rest]).toEqual(['invite', []]);

    const preview = done(await ask('GET', path('invites', String(code))));
    expect(preview).toMatchObject({ code, server_name: 'Café' });
    expect(
      typesOf(preview, 'code', 'server_name', 'server_icon', 'member_count', 'expires_at'),
    ).toEqual({
      code: 'string',
      server_name: 'string',
      server_icon: 'null',
      member_count: 'number',
      expires_at: 'null',
    });

    const session = await authenticate();
    const answer = done(
      await ask('POST', `${path('invites', String(code))}/join`, { token: session.token }),
    );
    expect(answer.member).toMatchObject({ pubkey: session.pubkey, roles: [] });
    expect(typesOf(answer.member, 'pubkey', 'roles', 'joined_at')).toEqual({
      pubkey: 'string',
      roles: 'array of ',
      joined_at: 'time',
    });

    const again = await authenticate();
    const members = listIn(await ask('GET', '/members', { token: session.token }), 'members');
    expect(members.map(({ user_id }) => user_id)).toContain(session.user_id);
    refused(await ask('GET', '/members', { token: again.token }), 403);
  });

  it('gives its role by id', async () => {
    const { id } = await createRole({ name: 'Guest', color: null, permissions: 0 });
    const { code } = await createInvite({ max_uses: 1, grant_role_id: id });
    const session = await authenticate();
    const answer = done(
      await ask('POST', `${path('invites', code)}/join`, { token: session.token }),
    );
    expect(answer.member).toMatchObject({ roles: [id] });
  });

  it('that works no more says so, to the preview and to the join', async () => {
    const { code } = await createInvite({ max_uses: 1 });
    await joined(code);
    const { token } = await authenticate();
    refused(await ask('GET', path('invites', code)), 410);
    refused(await ask('POST', `${path('invites', code)}/join`, { token }), 410);
    refused(await ask('GET', path('invites', 'NoSuch00')), 404);
    refused(await ask('GET', path('invites', 'a/b?c')), 404);
    refused(await ask('POST', `${path('invites', 'NoSuch00')}/join`, { token }), 404);
  });
});

describe('joining without an invite', () => {
  it('is refused with a reason, or done', async () => {
    const { token, pubkey } = await authenticate();
    refused(await ask('POST', '/members/join', { token }), 403);
    await asOwner('PATCH', '/server', { membership_mode: 'open' });
    const { member } = done(await ask('POST', '/members/join', { token }));
    await asOwner('PATCH', '/server', { membership_mode: 'invite_only' });
    expect(member).toMatchObject({ pubkey });
    expect(typesOf(member, ...Object.keys(MEMBER))).toEqual(MEMBER);
  });

  it('is undone by leaving', async () => {
    const { token } = await joined((await createInvite()).code);
    doneSilently(await ask('DELETE', '/members/me', { token }));
    refused(await ask('GET', '/members', { token }), 403);
  });
});

describe('the lists that a connection begins with', () => {
  it('are the roles, with the built-in ones under their own ids', async () => {
    const { token } = await joined((await createInvite()).code);
    const roles = listIn(await ask('GET', '/roles', { token }), 'roles');
    for (const role of roles) {
      const { color, ...rest } = typesOf(role, ...Object.keys(ROLE));
      expect({ ...ROLE, ...rest }).toEqual(ROLE);
      expect(['string', 'null']).toContain(color);
    }
    const builtIn = roles.filter(({ is_builtin }) => is_builtin);
    expect(new Set(builtIn.map(({ id }) => id))).toEqual(new Set(['everyone', 'admin']));
    const admin = builtIn.find(({ id }) => id === 'admin');
    expect(Number(admin?.permissions) & (1 << 13)).not.toBe(0);
  });

  it('are the members, each with a list of roles', async () => {
    const { token, pubkey } = await joined((await createInvite()).code);
    const members = listIn(await ask('GET', '/members', { token }), 'members');
    for (const member of members) {
      const { roles, ...rest } = typesOf(member, ...Object.keys(MEMBER));
      expect({ ...MEMBER, ...rest }).toEqual(MEMBER);
      expect(['array of ', 'array of object']).toContain(roles);
    }
    const one = done(await ask('GET', path('members', pubkey), { token }));
    expect(members).toContainEqual(one);
  });
});

describe('what its newer programs ask', () => {
  it('is a profile, of which there is the name', async () => {
    const { token, pubkey, user_id } = await joined((await createInvite()).code);
    const changed = done(
      await ask('PATCH', '/profile', { token, body: { display_name: ' Ada ' } }),
    );
    const profile = {
      user_id,
      pubkey,
      display_name: 'Ada',
      avatar_hash: null,
      joined_at: expect.any(String),
      roles: [],
    };
    expect(changed).toMatchObject(profile);
    const other = await joined((await createInvite()).code);
    const seen = await ask('GET', `${path('members', pubkey)}/profile`, { token: other.token });
    expect(done(seen)).toEqual({ ...profile, is_bot: false });
    refused(await ask('PATCH', '/profile', { token, body: { display_name: '   ' } }), 400);
    const { pubkey: stranger } = new Person(server.url);
    refused(await ask('GET', `${path('members', stranger)}/profile`, { token }), 404);
    const outside = await authenticate();
    refused(await ask('GET', `${path('members', pubkey)}/profile`, { token: outside.token }), 403);
  });

  it('is whether bots wait to be approved: none does, as they are people with keys here', async () => {
    expect(done(await asOwner('GET', '/admin/bots/pending'))).toEqual({ bots: [] });
    const { token, pubkey } = await joined((await createInvite()).code);
    refused(await ask('GET', '/admin/bots/pending', { token }), 403);
    refused(await asOwner('POST', `/admin/bots/${pubkey}/approve`, {}), 404);
  });

  it('is whether the server lives', async () => {
    const answer = await fetch(`${server.url}/health`);
    expect([answer.status, await answer.json()]).toEqual([200, { status: 'ok' }]);
  });
});

describe('managing invites', () => {
  it('creates them from what the dialog sends', async () => {
    const { id } = await createRole({ name: 'Friend', color: null, permissions: 0 });
    const plain = await createInvite();
    expect(typesOf(plain, ...Object.keys(INVITE))).toEqual(INVITE);
    expect(plain).toMatchObject({ max_uses: 0, use_count: 0, created_by: owner.userId });

    const limited = await createInvite({
      max_uses: 5,
      expires_in_seconds: Math.round(1.5 * 3600),
      grant_role_id: id,
    });
    expect(typesOf(limited, ...Object.keys(INVITE))).toEqual({
      ...INVITE,
      grant_role_id: 'string',
      expires_at: 'time',
    });
    expect(limited).toMatchObject({ max_uses: 5, grant_role_id: id });
    expect(typesOf(await createInvite({}), ...Object.keys(INVITE))).toEqual(INVITE);
  });

  it('says what is wrong with one', async () => {
    refused(await asOwner('POST', '/invites', { max_uses: -1 }), 400);
    refused(await asOwner('POST', '/invites', { max_uses: 0, expires_in_seconds: 0 }), 400);
    refused(await asOwner('POST', '/invites', { max_uses: 0, grant_role_id: 'nosuchrole' }), 400);
    const { token } = await joined((await createInvite()).code);
    refused(await ask('POST', '/invites', { token, body: UNTOUCHED }), 403);
    refused(await ask('GET', '/invites', { token }), 403);
  });

  it('lists those that work, and revokes', async () => {
    const { code } = await createInvite();
    const codes = async () => {
      const invites = listIn(await asOwner('GET', '/invites'), 'invites');
      for (const invite of invites) {
        expect(typesOf(invite, 'code', 'use_count', 'max_uses')).toEqual({
          code: 'string',
          use_count: 'number',
          max_uses: 'number',
        });
        expect(['time', 'null']).toContain(typeOf(invite.expires_at));
      }
      return invites.map((invite) => invite.code);
    };
    expect(await codes()).toContain(code);
    doneSilently(await asOwner('DELETE', path('invites', code)));
    expect(await codes()).not.toContain(code);
    refused(await ask('GET', path('invites', code)), 410);
  });

  it('says of each, the owner link too, who created it', async () => {
    const all = listIn(await asOwner('GET', '/invites?status=all'), 'invites');
    expect(all.map(({ created_by }) => created_by)).toContain('system');
    expect(new Set(all.map(({ created_by }) => typeof created_by))).toEqual(new Set(['string']));
  });
});

const newMember = async () => joined((await createInvite()).code);

describe('managing roles', () => {
  it('creates one from name, colour and permissions', async () => {
    const role = await createRole({ name: 'Plain', color: null, permissions: 3 });
    expect(typesOf(role, ...Object.keys(ROLE))).toEqual(ROLE);
    expect(role).toMatchObject({ name: 'Plain', permissions: 3, is_builtin: false });
    const coloured = await createRole({
      name: 'Blue',
      color: '#89b4fa',
      permissions: 0,
      position: 7,
    });
    expect(coloured).toMatchObject({ color: '#89b4fa', position: 7 });
    const body = { name: 'Left out', color: undefined, permissions: 0, position: undefined };
    expect(typesOf(await createRole(body), ...Object.keys(ROLE))).toEqual(ROLE);
  });

  it('refuses one of somebody who may not', async () => {
    const { token } = await joined((await createInvite()).code);
    const body = { name: 'Mine', color: null, permissions: 0 };
    refused(await ask('POST', '/roles', { token, body }), 403);
  });

  it('saves what the editor sends, and what it leaves out', async () => {
    const { id } = await createRole({ name: 'Draft', color: null, permissions: 0 });
    const body = { name: 'Final', color: null, permissions: 1 };
    const saved = done(await asOwner('PATCH', path('roles', id), body));
    expect(typesOf(saved, ...Object.keys(ROLE))).toEqual(ROLE);
    expect(saved).toMatchObject({ id, ...body });
    const partly = { name: undefined, color: '#a6e3a1', permissions: undefined, position: 3 };
    expect(done(await asOwner('PATCH', path('roles', id), partly))).toMatchObject({
      name: 'Final',
      color: '#a6e3a1',
      permissions: 1,
      position: 3,
    });
    doneSilently(await asOwner('DELETE', path('roles', id)));
    refused(await asOwner('PATCH', path('roles', id), body), 404);
    refused(await asOwner('DELETE', path('roles', id)), 404);
  });

  it('saves everyone with its own name, and leaves admin alone', async () => {
    const roles = listIn(await asOwner('GET', '/roles'), 'roles');
    const everyone = roles.find(({ id }) => id === 'everyone');
    const permissions = Number(everyone?.permissions) | (1 << 11);
    const body = { name: everyone?.name, color: everyone?.color, permissions };
    expect(done(await asOwner('PATCH', path('roles', 'everyone'), body))).toMatchObject({
      permissions,
    });
    refused(await asOwner('PATCH', path('roles', 'admin'), { ...body, name: 'admin' }), 409);
    refused(await asOwner('DELETE', path('roles', 'admin')), 409);
    refused(await asOwner('DELETE', path('roles', 'everyone')), 409);
  });

  it('gives them to a member and takes them again', async () => {
    const { id } = await createRole({ name: 'Worn', color: null, permissions: 0 });
    const { pubkey } = await newMember();
    doneSilently(await asOwner('PUT', path('members', pubkey, 'roles', id)));
    doneSilently(await asOwner('PUT', path('members', pubkey, 'roles', id)));
    expect(done(await asOwner('GET', path('members', pubkey))).roles).toEqual([
      { id, name: 'Worn', color: null, position: 1 },
    ]);
    doneSilently(await asOwner('DELETE', path('members', pubkey, 'roles', id)));
    expect(done(await asOwner('GET', path('members', pubkey))).roles).toEqual([]);
    refused(await asOwner('PUT', path('members', pubkey, 'roles', 'nosuchrole')), 404);
  });
});

describe('moderation', () => {
  it('kicks with no body, and the kicked are out until they join again', async () => {
    const { token, pubkey } = await newMember();
    doneSilently(await asOwner('POST', `${path('members', pubkey)}/kick`));
    refused(await ask('GET', '/members', { token }), 403);
    done(await ask('POST', `${path('invites', (await createInvite()).code)}/join`, { token }));
    refused(await asOwner('POST', `${path('members', 'no key')}/kick`), 404);
  });

  it('bans with a reason or without, lists and lifts bans', async () => {
    const BAN = { pubkey: 'string', banned_by: 'string', reason: 'null', banned_at: 'time' };
    const [first, second] = [await newMember(), await newMember()];
    const ban = async (pubkey: string, reason?: string) =>
      done(await asOwner('POST', `${path('members', pubkey)}/ban`, { reason }));
    const silent = await ban(first.pubkey);
    expect(typesOf(silent, ...Object.keys(BAN))).toEqual(BAN);
    const spoken = await ban(second.pubkey, 'spam');
    expect(spoken).toMatchObject({ pubkey: second.pubkey, reason: 'spam' });

    const bans = listIn(await asOwner('GET', '/bans'), 'bans');
    expect(bans).toEqual(expect.arrayContaining([silent, spoken]));
    const { code } = await createInvite();
    const person = new Person(server.url);
    const stranger = await ban(person.pubkey);
    expect(typesOf(stranger, ...Object.keys(BAN))).toEqual(BAN);
    const { token } = await authenticate(person);
    refused(await ask('POST', `${path('invites', code)}/join`, { token }), 403);
    doneSilently(await asOwner('DELETE', path('bans', person.pubkey)));
    done(await ask('POST', `${path('invites', code)}/join`, { token }));
    refused(await asOwner('POST', `${path('members', 'no key')}/ban`, {}), 400);
  });

  it('names in a list of bans whoever was erased by their user id, which lifts the ban', async () => {
    const { pubkey } = await newMember();
    const { user_id } = done(await asOwner('POST', `${path('members', pubkey)}/ban`, {}));
    doneSilently(await asOwner('POST', `${path('members', pubkey)}/erase`));
    const keys = async () => listIn(await asOwner('GET', '/bans'), 'bans').map((ban) => ban.pubkey);
    expect(await keys()).toContain(user_id);
    expect(await keys()).not.toContain(pubkey);
    doneSilently(await asOwner('DELETE', path('bans', String(user_id))));
    expect(await keys()).not.toContain(user_id);
  });

  it('is for those who may', async () => {
    const [{ token }, { pubkey }] = [await newMember(), await newMember()];
    refused(await ask('POST', `${path('members', pubkey)}/kick`, { token }), 403);
    refused(await ask('POST', `${path('members', pubkey)}/ban`, { token, body: {} }), 403);
    refused(await ask('GET', '/bans', { token }), 403);
    refused(await ask('GET', '/allowlist', { token }), 403);
    refused(await asOwner('POST', `${path('members', owner.pubkey)}/kick`), 403);
  });
});

describe('the allowlist', () => {
  it('is added to, listed and taken from by key', async () => {
    const { pubkey } = new Person(server.url);
    const entry = done(await asOwner('POST', '/allowlist', { pubkey }));
    expect(entry.pubkey).toBe(pubkey);
    expect(typesOf(entry, 'pubkey', 'added_by', 'added_at')).toEqual({
      pubkey: 'string',
      added_by: 'string',
      added_at: 'time',
    });
    expect(listIn(await asOwner('GET', '/allowlist'), 'entries')).toContainEqual(entry);
    doneSilently(await asOwner('DELETE', path('allowlist', pubkey)));
    expect(listIn(await asOwner('GET', '/allowlist'), 'entries')).not.toContainEqual(entry);
    refused(await asOwner('POST', '/allowlist', { pubkey: 'no key' }), 400);
  });
});

describe('the gateway', () => {
  it('greets on a plain WebSocket, and overlooks what it does not know', async () => {
    const { token } = await newMember();
    const gateway = await Gateway.ready(token);
    const unsubscribe = { op: 'UNSUBSCRIBE', d: { channel_id: 'general' } };
    for (const message of [unsubscribe, { op: 'HEARTBEAT_ACK', d: {} }, { op: 'NEW' }]) {
      gateway.socket.send(JSON.stringify(message));
    }
    const hello = await gateway.next('HELLO');
    expect(hello).toMatchObject({ channels: [], user: { id: expect.any(String) } });
    expect(typesOf(hello, 'server_name', 'user', 'heartbeat_interval_ms')).toEqual({
      server_name: 'string',
      user: 'object',
      heartbeat_interval_ms: 'number',
    });
    await newMember();
    await gateway.next('MEMBER_JOIN');
    for (const envelope of gateway.envelopes) {
      expect(typesOf(envelope, 'op', 'd', 't')).toEqual({
        op: 'string',
        d: 'object',
        t: 'number',
      });
    }
    await gateway.close();
  });

  it('lets in nobody without a session, and no stranger', async () => {
    const { token } = await authenticate();
    for (const wrong of ['', 'no-session', token]) {
      const gateway = Gateway.open(wrong);
      await gateway.untilClosed();
      expect(gateway.ops()).toEqual([]);
    }
  });

  it('tells who comes, changes and goes', async () => {
    const gateway = await Gateway.ready(owner.token);
    const { id } = await createRole({ name: 'Told', color: null, permissions: 0 });
    const { code } = await createInvite({ grant_role_id: id });
    const member = await joined(code);
    const { user_id } = member;
    const join = await gateway.next('MEMBER_JOIN', { user_id });
    expect(join).toMatchObject({ is_bot: false, avatar_hash: null });
    // As decentcom's, this list holds ids: the client merges it with the ids that it knows.
    expect(join).toMatchObject({ pubkey: member.pubkey, roles: [id] });
    expect(typesOf(join, 'display_name', 'joined_at')).toEqual({
      display_name: 'null',
      joined_at: 'time',
    });
    await ask('PATCH', '/auth/me', { token: member.token, body: { display_name: 'Ada' } });
    expect(await gateway.next('MEMBER_UPDATE', { user_id })).toMatchObject({
      display_name: 'Ada',
      avatar_hash: null,
    });
    doneSilently(await ask('DELETE', '/members/me', { token: member.token }));
    const leave = await gateway.next('MEMBER_LEAVE', { user_id });
    expect(typesOf(leave, 'pubkey', 'left_at')).toEqual({ pubkey: 'string', left_at: 'time' });
    await gateway.close();
  });

  it('tells of roles, and who has them', async () => {
    const gateway = await Gateway.ready(owner.token);
    const { pubkey, user_id } = await newMember();
    const { id } = await createRole({ name: 'Seen', color: null, permissions: 0 });
    expect(typesOf(await gateway.next('ROLE_CREATE', { id }), ...Object.keys(ROLE))).toEqual(ROLE);
    await asOwner('PUT', path('members', pubkey, 'roles', id));
    await gateway.next('MEMBER_ROLE_ADD', { user_id, role_id: id });
    await asOwner('DELETE', path('members', pubkey, 'roles', id));
    await gateway.next('MEMBER_ROLE_REMOVE', { user_id, role_id: id });
    await asOwner('PATCH', path('roles', id), { name: 'Unseen', color: null, permissions: 0 });
    const updated = await gateway.next('ROLE_UPDATE', { id });
    expect(typesOf(updated, ...Object.keys(ROLE))).toEqual(ROLE);
    expect(updated.name).toBe('Unseen');
    await asOwner('DELETE', path('roles', id));
    await gateway.next('ROLE_DELETE', { id });
    await gateway.close();
  });

  it('ends for the kicked and the banned, who do not come back with their token', async () => {
    const watching = await Gateway.ready(owner.token);
    const [kicked, banned] = [await newMember(), await newMember()];
    const theirs = [await Gateway.ready(kicked.token), await Gateway.ready(banned.token)];
    await asOwner('POST', `${path('members', kicked.pubkey)}/kick`);
    await asOwner('POST', `${path('members', banned.pubkey)}/ban`, { reason: undefined });
    const kick = await watching.next('MEMBER_KICK', { user_id: kicked.user_id });
    expect(kick).toMatchObject({ pubkey: kicked.pubkey, kicked_by: owner.userId });
    const ban = await watching.next('MEMBER_BAN', { pubkey: banned.pubkey });
    expect(ban).toMatchObject({ user_id: banned.user_id, banned_by: owner.userId });
    expect([typeOf(kick.kicked_at), typeOf(ban.banned_at)]).toEqual(['time', 'time']);
    await watching.close();
    for (const gateway of theirs) await gateway.untilClosed();
    for (const { token } of [kicked, banned]) {
      const again = Gateway.open(token);
      await again.untilClosed();
      expect(again.ops()).toEqual([]);
    }
  });
});

describe('what the desktop client asks first', () => {
  it('is who this is', async () => {
    const info = done(await ask('GET', '/server/info'));
    expect(info).toMatchObject({ name: 'Café', membership_mode: 'invite_only', description: null });
  });

  it('is the channels: none for a member, and a 403 that makes it join for a stranger', async () => {
    const { token } = await authenticate();
    const stranger = await ask('GET', '/channels', { token });
    refused(stranger, 403);
    expect(stranger.body.error).toContain('membership required');
    await asOwner('PATCH', '/server', { membership_mode: 'open' });
    const { member } = done(await ask('POST', '/members/join', { token }));
    expect(typesOf(member, 'pubkey', 'roles')).toEqual({ pubkey: 'string', roles: 'array of ' });
    await asOwner('PATCH', '/server', { membership_mode: 'invite_only' });
    const channels = done(await ask('GET', '/channels', { token }));
    expect(channels).toEqual({ channels: [], categories: [] });
  });

  it('is all members in one list, each with roles by which it finds out who may do what', async () => {
    const low = await createRole({ name: 'Low', color: null, permissions: 1, position: 3 });
    const high = await createRole({ name: 'High', color: '#3366ff', permissions: 1, position: 7 });
    const { code } = await createInvite();
    for (let count = 0; count < 60; count++) await joined(code);
    const last = await joined(code);
    for (const { id } of [low, high])
      await asOwner('PUT', path('members', last.pubkey, 'roles', id));
    const members = listIn(await ask('GET', '/members', { token: last.token }), 'members');
    expect(members.length).toBeGreaterThan(60);
    const roles = [
      { id: high.id, name: 'High', color: '#3366ff', position: 7 },
      { id: low.id, name: 'Low', color: null, position: 3 },
    ];
    const itself = members.find(({ user_id }) => user_id === last.user_id);
    expect(itself).toMatchObject({ roles, is_bot: false, avatar_hash: null });
    const one = done(await ask('GET', path('members', last.pubkey), { token: last.token }));
    expect(one).toEqual(itself);
  });

  it('may come from where it is served', async () => {
    const response = await fetch(`${server.url}/api/v1/server`, {
      headers: { origin: 'tauri://localhost' },
    });
    expect(response.headers.get('access-control-allow-origin')).toBe('tauri://localhost');
  });
});

describe('a program', () => {
  it('signs in, saying that it is no bot', async () => {
    const { pubkey } = new Person(server.url);
    done(await ask('POST', '/auth/challenge', { body: { pubkey, is_bot: false } }));
  });

  it('signs in as a bot by signing that it is one, and is a person with a key all the same', async () => {
    const bot = new Person(server.url);
    const { pubkey } = bot;
    const body = { pubkey, is_bot: true };
    const challenge = String(done(await ask('POST', '/auth/challenge', { body })).challenge);
    expect(challenge).toMatch(/^[A-Za-z0-9+/]{43}=\|bot$/);
    const other = { pubkey, signature: bot.sign(`${challenge}|bot`) };
    refused(await ask('POST', '/auth/verify', { body: other }), 401);
    const signed = { pubkey, signature: bot.sign(challenge) };
    const { token } = done(await ask('POST', '/auth/verify', { body: signed }));
    const { code } = await createInvite();
    const join = await ask('POST', `${path('invites', code)}/join`, { token: String(token) });
    expect(done(join).member).toMatchObject({ pubkey });
  });
});
