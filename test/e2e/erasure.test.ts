import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SNAPSHOT_EVERY } from '../../src/event-store/stream.js';
import { Community } from '../support/community.js';
import { gatehouseJson } from '../support/command-line.js';
import { times } from '../support/concurrently.js';
import type { Person } from '../support/person.js';
import { temporaryFolder } from '../support/process.js';
import { Subscriber } from '../support/subscriber.js';
import { tablesOf } from '../support/tables.js';
import { personalOf, tracesInTables, tracesOf, type Personal } from '../support/traces.js';
import { verifier, verifyExport } from '../support/verifier.js';

interface EventJson {
  readonly position: number;
  readonly type: string;
  readonly stream: string;
  readonly actor: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly reason: string | null;
}

const NAME = 'Roberta-Tables-5309';
const REASONS = {
  'the reason of a kick': 'kicked-for-flooding-5309',
  'the reason of a ban': 'banned-for-scamming-5309',
  'the reason of an unban': 'unbanned-by-mercy-5309',
  'the reason of a revocation': 'revoked-for-leaking-5309',
};

let community: Community;
let owner: Person;
let manager: Person;
/** Was kicked, revoked and let in again; a member until they are erased. */
let bob: Person;
/** Is banned. */
let eve: Person;
let personal: { readonly bob: Personal; readonly eve: Personal };
let proofs: {
  readonly checkpoint: string;
  readonly receipts: readonly { readonly position: number; readonly text: string }[];
  /** Where the entries of that checkpoint are, and what is there. */
  readonly path: string;
  readonly entries: string;
  readonly key: string;
};
let leaked: string;
let kept: string;
let owners: Subscriber;
let bobs: Subscriber;
const files = temporaryFolder();

const eventsOf = async (query: string) => {
  const { body } = await owner.call('GET', `/audit/events?limit=1000&${query}`);
  return (body as unknown as { events: EventJson[] }).events;
};
const erase = (who: string, by = manager) => by.call('POST', `/members/${who}/erase`);
const memberCount = async () => (await owner.call('GET', '/server')).body.member_count;
const inDatabase = (of: Personal) => tracesInTables(community.databaseUrl, of);

async function withReason(method: string, path: string, reason: string): Promise<void> {
  const headers = { 'x-audit-log-reason': reason };
  expect((await owner.call(method, path, { headers })).status).toBeLessThan(300);
}

beforeAll(async () => {
  community = await Community.open();
  ({ owner } = community);
  manager = await community.member(50, 'manage_server');
  const way = await owner.invite();
  bob = await community.newcomer();
  await bob.join(way, { headers: { 'idempotency-key': 'first' } });
  await community.by(bob, 'PATCH', '/auth/me', { display_name: NAME });
  await bob.join(way, { headers: { 'idempotency-key': 'second' } });
  await withReason('POST', `/members/${bob.pubkey}/kick`, REASONS['the reason of a kick']);
  await bob.join(way);
  await withReason('POST', `/members/${bob.pubkey}/ban`, REASONS['the reason of a ban']);
  await bob.signIn();
  // Refused, and so in the table of refused joins.
  expect((await bob.join(way)).status).toBe(403);
  await withReason('DELETE', `/bans/${bob.pubkey}`, REASONS['the reason of an unban']);
  await bob.join(
    await owner.invite({ grant_role_id: (await community.role(40, 'manage_invites')).id }),
  );
  leaked = await bob.invite();
  await withReason('DELETE', `/invites/${leaked}`, REASONS['the reason of a revocation']);
  kept = await bob.invite();
  await community.by(owner, 'POST', '/allowlist', { pubkey: bob.pubkey });

  eve = await community.member();
  await community.by(eve, 'PATCH', '/auth/me', { display_name: NAME });
  await withReason('POST', `/members/${eve.pubkey}/ban`, REASONS['the reason of a ban']);
  personal = {
    bob: personalOf(bob, { 'the name': NAME, ...REASONS }),
    eve: personalOf(eve, {}),
  };
  proofs = await proofsOf();
  owners = await Subscriber.connect(community.url, owner);
  bobs = await Subscriber.connect(community.url, bob);
  // Everything that is looked for is there before: what does not turn up later was taken away.
  expect(await inDatabase(personal.bob)).toEqual(
    expect.arrayContaining([
      'the key as text in users',
      'the name in users',
      'the reason of a revocation in invites',
    ]),
  );
  expect(await inDatabase(personal.eve)).toEqual(['the key as text in users']);
});

/** What is answered, a character for each byte. */
async function textOf(path: string): Promise<string> {
  const headers = { authorization: `Bearer ${owner.token}` };
  const answer = await fetch(community.url + path, { headers });
  expect([path, answer.status]).toEqual([path, 200]);
  return Buffer.from(await answer.arrayBuffer()).toString('latin1');
}

/** What the transparency log gives out at the moment, for all that has happened. */
async function proofsOf(): Promise<typeof proofs> {
  const checkpoint = await textOf('/log/checkpoint');
  const size = Number(checkpoint.split('\n')[1]);
  const path = `/log/tile/entries/000.p/${size}`;
  const receipts = await Promise.all(
    times(size).map(async (index) => {
      const position = index + 1;
      return { position, text: await textOf(`/api/v1/audit/receipts/${position}`) };
    }),
  );
  const settings = { GATEHOUSE_DATABASE_URL: community.databaseUrl };
  const { log: key } = await gatehouseJson<{ log: string }>(['log', 'key'], settings);
  return { checkpoint, receipts, path, entries: await textOf(path), key };
}

afterAll(async () => {
  owners.close();
  files.remove();
  await community.close();
});

describe('an erasure', () => {
  let members: number;

  it('is refused for the owner, until somebody else is, and for who stands above', async () => {
    expect(await community.effectOf(() => erase(owner.userId, owner))).toBe(
      '409 OWNER_CANNOT_LEAVE',
    );
    const above = await community.member(51);
    expect(await community.effectOf(() => erase(above.userId))).toBe('403 ROLE_HIERARCHY');
    expect(await community.effectOf(() => erase('f'.repeat(32)))).toBe('404 MEMBER_NOT_FOUND');
    expect(await community.effectOf(() => erase('nobody'))).toBe('404 MEMBER_NOT_FOUND');
    const withBody = () =>
      manager.call('POST', `/members/${bob.pubkey}/erase`, { body: { reason: NAME } });
    expect(await community.effectOf(withBody)).toBe('400 VALIDATION_FAILED');
  });

  it('is done by key to a member, who is cut off at once', async () => {
    members = await memberCount();
    expect(await community.effectOf(() => erase(bob.pubkey))).toBe('204 written');
    expect(await memberCount()).toBe(members - 1);
    expect((await bob.call('GET', '/auth/me')).status).toBe(401);
    expect((await bob.join(kept)).status).toBe(401);
    await bobs.untilClosed();
    expect(bobs.ops()).not.toContain('MEMBER_LEAVE');
  });

  it('is done by user id to somebody who is banned, and stays so', async () => {
    expect(await community.effectOf(() => erase(eve.userId))).toBe('204 written');
    expect(await memberCount()).toBe(members - 1);
    const { bans } = (await owner.call('GET', '/bans')).body;
    expect(bans).toEqual([
      {
        user_id: eve.userId,
        pubkey: null,
        banned_by: owner.userId,
        banned_at: expect.any(String),
        reason: null,
      },
    ]);
    await eve.signIn();
    expect(await community.effectOf(() => eve.join(kept))).toBe('403 MEMBER_BANNED');
    // Signing in has told us the key again, and so there is something to erase again.
    expect(await community.effectOf(() => erase(eve.userId))).toBe('204 written');
  });

  it('changes nothing when it is done again', async () => {
    for (const who of [bob.pubkey, bob.userId, eve.pubkey, eve.userId]) {
      expect(await community.effectOf(() => erase(who))).toBe('204');
    }
  });

  it('says in the log that and when it was, by whom, and nothing else', async () => {
    const erased = await eventsOf(`type=UserErased&user=${bob.userId}`);
    expect(erased).toMatchObject([
      { data: { user_id: bob.userId }, actor: manager.userId, reason: null },
    ]);
    const [{ position } = { position: 0 }] = erased;
    const around = await eventsOf(`after=${position - 2}`);
    expect(around.slice(0, 5)).toMatchObject([
      { type: 'UserUnlisted', data: { user_id: bob.userId } },
      { type: 'UserErased', data: { user_id: bob.userId } },
      { type: 'MemberLeft', data: { user_id: bob.userId }, reason: null },
      { type: 'InviteRevoked', data: { code: kept, cause: 'creator_erased' }, reason: null },
      { type: 'InviteReasonErased', data: { code: leaked }, reason: null },
    ]);
  });

  it('is told to subscribers without a name', async () => {
    await owners.until((messages) => messages.some(({ op }) => op === 'INVITE_DELETE'));
    expect(owners.of('MEMBER_LEAVE').map(({ d }) => d)).toMatchObject([
      { user_id: bob.userId, pubkey: null, display_name: null, by: manager.userId },
    ]);
    expect(owners.of('INVITE_DELETE').map(({ d }) => d)).toMatchObject([
      { code: kept, reason: 'creator_erased' },
    ]);
    // Who comes later hears no more of the past than who is here.
    const late = await Subscriber.connect(community.url, owner, 1);
    expect(JSON.stringify(late.messages)).toContain(bob.userId);
    for (const secret of [bob.pubkey, eve.pubkey, NAME, ...Object.values(REASONS)]) {
      expect(JSON.stringify(late.messages)).not.toContain(secret);
    }
    late.close();
  });

  it('leaves nothing to be read anywhere in the API', async () => {
    const answers = await Promise.all(
      [
        '/members?limit=100',
        '/bans',
        '/allowlist',
        '/audit/events?limit=1000',
        '/audit/diff?from_position=1',
        '/invites?status=all',
        `/invites/${leaked}/details`,
        `/audit/members/${bob.userId}`,
        `/audit/members/${bob.userId}?position=20`,
        `/audit/members/${eve.userId}`,
        `/audit/members/${bob.userId}/tree?direction=up`,
        `/audit/invites/${leaked}`,
        '/audit/members',
      ].map((path) => owner.call('GET', path)),
    );
    const text = JSON.stringify(answers);
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
    expect(text).toContain(bob.userId);
    for (const secret of [bob.pubkey, eve.pubkey, NAME, ...Object.values(REASONS)]) {
      expect(text).not.toContain(secret);
    }
    expect((await owner.call('GET', `/members/${bob.userId}`)).status).toBe(404);
    expect((await owner.call('GET', '/allowlist')).body.entries).toEqual([]);
  });

  it('leaves nothing in the rows of any table, nor in a backup or an export made later', async () => {
    expect(await inDatabase(personal.bob)).toEqual([]);
    expect(await inDatabase(personal.eve)).toEqual([]);
    expect(await tracesOf(community.databaseUrl, personal.bob)).toEqual([]);
    const backup = join(files.path, 'later.db');
    await gatehouseJson(['backup', backup, '--database', community.databaseUrl]);
    expect(await tracesOf(`sqlite:${backup}`, { ...personal.bob, ...personal.eve })).toEqual([]);
  });

  it('leaves the proof: the chain verifies, here and at whoever exports', async () => {
    expect((await owner.call('GET', '/audit/verify')).body).toMatchObject({ ok: true });
    const answer = await fetch(`${community.url}/api/v1/audit/export`, {
      headers: { authorization: `Bearer ${owner.token}` },
    });
    const text = await answer.text();
    const path = join(files.path, 'export.ndjson');
    writeFileSync(path, text);
    expect(await verifyExport(path)).toMatchObject({ code: 0, ok: true });
    for (const secret of [bob.pubkey, NAME, ...Object.values(REASONS)]) {
      expect(text).not.toContain(secret);
    }
  });
});

describe('what was given out before an erasure', () => {
  it('is what is given out after it: every receipt of the same record, every entry', async () => {
    expect(proofs.receipts.length).toBeGreaterThan(10);
    for (const { position, text } of proofs.receipts) {
      // What was signed since is behind these: the name of the format, the record, and its place.
      const again = (await textOf(`/api/v1/audit/receipts/${position}`)).split('\n').slice(0, 3);
      expect({ position, again }).toEqual({ position, again: text.split('\n').slice(0, 3) });
    }
    expect(await textOf(proofs.path)).toBe(proofs.entries);
  });

  it('is valid: receipts prove their events, and the log of today goes on from the checkpoint', async () => {
    const file = (name: string, text: string): string => {
      const path = join(files.path, name);
      writeFileSync(path, text, 'latin1');
      return path;
    };
    for (const { position, text } of proofs.receipts.slice(-5)) {
      const receipt = file(`${position}.receipt`, text);
      expect(await verifier('receipt', receipt, '--key', proofs.key)).toMatchObject({ ok: true });
    }
    const pinned = file('pinned.txt', proofs.checkpoint);
    const from = proofs.checkpoint.split('\n')[1];
    const today = file('today.txt', await textOf(`/api/v1/audit/consistency?from=${from}`));
    const verdict = await verifier('consistency', pinned, today, '--key', proofs.key);
    expect(verdict).toMatchObject({ ok: true });
  });
});

describe('whoever was erased and comes back with the same key', () => {
  const SECOND = 'Bobby-5310';

  it('is new, under the same user id', async () => {
    const before = bob.userId;
    await bob.signIn();
    expect(bob.userId).toBe(before);
    expect((await bob.call('GET', '/auth/me')).body).toMatchObject({
      pubkey: bob.pubkey,
      display_name: null,
      is_member: false,
      roles: [],
    });
    const code = await owner.invite();
    // The key of a request that was made before counts for nothing.
    const answer = await bob.join(code, { headers: { 'idempotency-key': 'first' } });
    expect(answer.body).toMatchObject({ joined: true, member: { roles: [] } });
    await community.by(bob, 'PATCH', '/auth/me', { display_name: SECOND });
    const { body } = await owner.call('GET', `/members/${bob.pubkey}`);
    expect(body).toMatchObject({ display_name: SECOND, pubkey: bob.pubkey });
  });

  it('is not the one who was before: what was erased stays so', async () => {
    const named = await eventsOf(`user=${bob.userId}&type=DisplayNameChanged`);
    expect(named.map(({ data }) => data.display_name)).toEqual([null, SECOND]);
    const registered = await eventsOf(`user=${bob.userId}&type=UserRegistered`);
    expect(registered.map(({ data }) => data.pubkey)).toEqual([null, bob.pubkey]);
  });

  it('does not come back when they are unbanned, but may then', async () => {
    expect(await community.effectOf(() => owner.call('DELETE', `/bans/${eve.userId}`))).toBe(
      '204 written',
    );
    expect((await owner.call('GET', '/bans')).body.bans).toEqual([]);
    await eve.signIn();
    expect((await eve.join(await owner.invite())).body).toMatchObject({ joined: true });
  });

  it('can be banned by their key, as one that was never seen, and erased again', async () => {
    const key = await community.member();
    await erase(key.userId);
    const ban = await owner.call('POST', `/members/${key.pubkey}/ban`, {
      body: { reason: 'again' },
    });
    expect(ban.body).toMatchObject({ pubkey: key.pubkey, reason: 'again' });
    expect(await community.effectOf(() => erase(key.userId))).toBe('204 written');
    expect((await owner.call('GET', '/bans')).body.bans).toMatchObject([
      { user_id: key.userId, pubkey: null, reason: null },
    ]);
    expect(await inDatabase(personalOf(key, {}))).toEqual([]);
  });
});

describe('before anybody is erased', () => {
  it('snapshots, and answers kept for an Idempotency-Key, tell nothing personal', async () => {
    const dora = await community.member();
    const name = (change: number) => ({ display_name: `Dora-5320-${change % 2}` });
    for (const change of times(SNAPSHOT_EVERY)) {
      await community.by(dora, 'PATCH', '/auth/me', name(change));
    }
    const once = {
      body: { display_name: 'Dora-5320' },
      headers: { 'idempotency-key': 'once-5321' },
    };
    const { body } = await dora.call('PATCH', '/auth/me', once);
    expect(body).toMatchObject({ display_name: 'Dora-5320', pubkey: dora.pubkey });
    const dorasRows = async (table: string) =>
      (await tablesOf(community.databaseUrl))[table]?.filter((row) => row.includes(dora.userId));
    expect(await dorasRows('snapshots')).not.toEqual([]);
    expect(await dorasRows('idempotency_keys')).toHaveLength(1);
    const looked = { name: 'Dora-5320', 'the Idempotency-Key': 'once-5321' };
    const traces = await inDatabase(personalOf(dora, looked));
    expect([...new Set(traces.map((trace) => trace.split(' in ')[1]))]).toEqual(['users']);
    expect(await dora.call('PATCH', '/auth/me', once)).toMatchObject({ status: 200, body });
    const other = { ...once, body: name(1) };
    expect((await dora.call('PATCH', '/auth/me', other)).body.code).toBe('CONFLICT');

    expect(await community.effectOf(() => erase(dora.userId))).toBe('204 written');
    expect(await dorasRows('snapshots')).toEqual([]);
    expect(await dorasRows('idempotency_keys')).toEqual([]);
  });
});

describe('afterwards', () => {
  it('a replay gives every read model as it is', async () => {
    const { chain, live, rebuilt } = await community.end();
    expect(chain.ok).toBe(true);
    expect(live).toEqual(rebuilt);
  });
});
