import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { makeCommunity } from '../../src/cli/demo/make-community.js';
import {
  expectFailure,
  gatehouse,
  gatehouseJson,
  gatehouseProcess,
  startCommand,
  type RunningCommand,
} from '../support/command-line.js';
import { allEvents, examine, openLog } from '../support/log.js';
import { Person, type InviteJson } from '../support/person.js';
import { temporaryFolder } from '../support/process.js';
import { inDepth } from '../support/proof.js';
import { until } from '../support/until.js';

const folder = temporaryFolder();
afterAll(() => folder.remove());

const DAY_MS = 24 * 60 * 60 * 1000;

interface KeyFile {
  readonly community: string;
  readonly pubkey: string;
}

interface RunningDemo {
  readonly running: RunningCommand;
  readonly url: string;
  readonly adminLink: string;
  /** All that it says. */
  readonly said: string;
}

/** Starts the demo on a port that is free, with its temporary files where we can see them. */
async function startDemo(...args: readonly string[]): Promise<RunningDemo> {
  const running = startCommand(
    ['demo', '--port', '0', ...args],
    { TMPDIR: folder.path },
    { isTyped: true },
  );
  let said = '';
  running.process.stdout?.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const ended = running.ended.then(({ stderr }) => {
    throw new Error(`The demo ended: ${said}${stderr}`);
  });
  while (!said.includes('Gatehouse is open at ')) {
    if (!running.process.stdout) throw new Error('Its output is not piped.');
    await Promise.race([once(running.process.stdout, 'data'), ended]);
  }
  ended.catch(() => undefined);
  const url = /Gatehouse is open at (\S+)/.exec(said)?.[1] ?? '';
  const adminLink = /^ {2}(\S+\/invite\/\S+)$/m.exec(said)?.[1] ?? '';
  return { running, url, adminLink, said };
}

describe('the demo', () => {
  let demo: RunningDemo;
  let visitor: Person;

  beforeAll(async () => {
    demo = await startDemo();
  });

  it('has 300 members, and makes whoever opens its link an administrator', async () => {
    visitor = await Person.signedIn(demo.url);
    const server = await visitor.call('GET', '/server');
    expect(server.body).toMatchObject({ name: 'Night Owls Observatory', member_count: 300 });
    expect((await visitor.join(demo.adminLink.split('/').at(-1) ?? '')).status).toBe(200);
    const { body } = await visitor.call('GET', '/auth/me');
    expect(body).toMatchObject({ is_member: true, roles: ['admin'] });
  });

  it('says how to be a moderator, an auditor, a member or the owner', async () => {
    for (const [who, permission, count] of [
      ['a moderator', 'manage_invites', 1],
      ['an auditor', 'view_audit_log', 1],
      ['a member', 'send_messages', 0],
    ] as const) {
      const code = new RegExp(`^ {2}${who} +\\S+/invite/(\\S+)$`, 'm').exec(demo.said)?.[1] ?? '';
      const somebody = await Person.signedIn(demo.url);
      expect((await somebody.join(code)).status).toBe(200);
      const { body } = await somebody.call('GET', '/auth/me');
      expect(body.roles).toHaveLength(count);
      expect(body.permission_names).toContain(permission);
    }
    const keyFile = /^ {2}(\S+\.gatehouse-key\.json)$/m.exec(demo.said)?.[1] ?? '';
    const { community, pubkey } = JSON.parse(readFileSync(keyFile, 'utf8')) as KeyFile;
    expect(community).toBe(demo.url);
    const { status, body } = await visitor.call('GET', `/members/${pubkey}`);
    expect({ status, inviter: body.invited_by }).toEqual({ status: 200, inviter: null });
  });

  it('has invites in every status, with and without limits, ends, roles and labels', async () => {
    const found: InviteJson[] = [];
    for (const status of ['active', 'paused', 'expired', 'exhausted', 'revoked']) {
      const { body } = await visitor.call('GET', `/invites?status=${status}&limit=100`);
      const { invites } = body as unknown as { readonly invites: readonly InviteJson[] };
      expect({ status, some: invites.length >= 3 }).toEqual({ status, some: true });
      found.push(...invites);
    }
    const has = (what: (invite: InviteJson & { grant_role_id?: string | null }) => boolean) =>
      found.some(what) && !found.every(what);
    expect(has(({ max_uses }) => max_uses > 0)).toBe(true);
    expect(has(({ expires_at }) => expires_at !== null)).toBe(true);
    expect(has(({ label }) => label !== null)).toBe(true);
    expect(has(({ grant_role_id }) => grant_role_id !== null)).toBe(true);
    const reasons = found.map(({ revoke_reason }) => revoke_reason);
    expect(reasons).toEqual(
      expect.arrayContaining(['creator_kicked', 'creator_banned', 'role_deleted']),
    );
  });

  it('says that its port is taken before it makes anything', async () => {
    const before = readdirSync(folder.path);
    const taken = ['demo', '--port', new URL(demo.url).port];
    const ending = await gatehouseProcess(taken, { TMPDIR: folder.path });
    expectFailure(ending, 1, /--port: another program listens on \d+ already/);
    expect(readdirSync(folder.path)).toEqual(before);
  });

  it('is gone, with its folder, when it is stopped', async () => {
    expect(readdirSync(folder.path)).toEqual([expect.stringMatching(/^gatehouse-demo-/)]);
    demo.running.process.kill('SIGINT');
    // As npm does.
    demo.running.process.kill('SIGINT');
    expect((await demo.running.ended).code).toBe(0);
    expect(readdirSync(folder.path)).toEqual([]);
  });
});

describe('a demo with a raid', () => {
  it('lets strangers in through one link, one after the other, when Enter is pressed', async () => {
    const demo = await startDemo('--raid');
    const visitor = await Person.signedIn(demo.url);
    await visitor.join(demo.adminLink.split('/').at(-1) ?? '');
    demo.running.process.stdin?.write('\n');
    await demo.running.underWay('strangers come in');
    const members = async () => (await visitor.call('GET', '/server')).body.member_count;
    // More than a minute's joins from one address: each has their own.
    await until('thirty are in', async () => (await members()) >= 301 + 30);
    const { body } = await visitor.call('GET', '/invites?order=uses&limit=1');
    expect(body.invites[0]).toMatchObject({ label: 'Website, footer', status: 'active' });
    expect(body.invites[0]?.use_count).toBeGreaterThanOrEqual(60);
    demo.running.process.kill('SIGTERM');
    expect((await demo.running.ended).code).toBe(0);
  });
});

describe('a demo in a folder of one’s own', () => {
  const dir = join(folder.path, 'own');
  const database = `sqlite:${join(dir, 'gatehouse.db')}`;

  beforeAll(async () => {
    const { running } = await startDemo('--dir', dir);
    running.process.kill('SIGTERM');
    expect((await running.ended).code).toBe(0);
  });

  it('stays there, sound in every row', async () => {
    await gatehouseJson(['projections', 'check', '--database', database]);
    const { chain, live, rebuilt } = await examine(database);
    expect(chain.ok).toBe(true);
    expect(live).toEqual(rebuilt);
  });

  it('tells of sixty days in the order in which they went, and of each kind of event', async () => {
    const log = await openLog(database);
    const events = await allEvents(log);
    await log.close();
    const times = events.map(({ at }) => Date.parse(at));
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect((times.at(-1) ?? 0) - (times[0] ?? 0)).toBeGreaterThanOrEqual(60 * DAY_MS);
    expect(times.at(-1)).toBeLessThanOrEqual(Date.now());
    const days = new Set(times.map((time) => Math.floor(time / DAY_MS)));
    expect(days.size).toBeGreaterThan(50);
    const kinds = new Set(events.map(({ type }) => type));
    for (const kind of [
      ...(['InviteUpdated', 'InvitePaused', 'InviteResumed', 'InviteExpired'] as const),
      ...(['InviteRevoked', 'MemberLeft', 'MemberKicked', 'MemberBanned'] as const),
      ...(['MemberUnbanned', 'MemberRoleAdded', 'MemberRoleRemoved', 'RoleUpdated'] as const),
      ...(['RoleDeleted', 'ServerSettingsChanged', 'UserAllowlisted', 'UserUnlisted'] as const),
    ]) {
      expect(kinds).toContain(kind);
    }
    // Somebody was brought by somebody who was brought by somebody ...
    const bringers = new Map<string, string | null>();
    for (const event of events) {
      if (event.type === 'MemberJoined') bringers.set(event.data.user_id, event.data.invited_by);
    }
    const depth = (user: string): number => {
      const by = bringers.get(user) ?? null;
      return by === null ? 0 : 1 + depth(by);
    };
    expect(Math.max(...[...bringers.keys()].map(depth))).toBeGreaterThanOrEqual(6);
  });

  it('is not overwritten by another', async () => {
    const ending = await gatehouse(['demo', '--port', '0', '--dir', dir]);
    expectFailure(ending, 1, /there is a community in .* already/);
  });

  it('leaves nothing there when it is interrupted on the way', async () => {
    const other = join(folder.path, 'other');
    mkdirSync(other);
    writeFileSync(join(other, 'mine.txt'), 'kept');
    const running = startCommand(['demo', '--port', '0', '--dir', other]);
    await running.underWay('days');
    running.process.kill('SIGINT');
    expect((await running.ended).code).toBe(130);
    expect(readdirSync(other)).toEqual(['mine.txt']);
  });

  it.each([
    [['--port', 'x'], /--port is x; it must be a whole number from 0 to 65535/],
    [['--port', '65536'], /--port is 65536/],
    [['--seed', '-1'], /--seed is -1/],
  ])('refuses %j', async (args, why) => {
    expectFailure(await gatehouse(['demo', ...args]), 2, why);
    expect(existsSync(join(folder.path, 'x'))).toBe(false);
  });
});

describe('the community of the demo', () => {
  const NOW = '2026-11-22T18:30:00.000Z';

  async function made(name: string, seed: number): Promise<readonly unknown[]> {
    const databaseUrl = `sqlite:${join(folder.path, `${name}.db`)}`;
    const publicUrl = 'http://localhost:8080';
    await makeCommunity({ databaseUrl, publicUrl, now: NOW, seed, progress: () => undefined });
    const log = await openLog(databaseUrl);
    const events = await allEvents(log);
    await log.close();
    return events.map(({ id, stream, type, at, actor }) => ({ id, stream, type, at, actor }));
  }

  inDepth('follows from its seed', async () => {
    const first = await made('first', 1);
    expect(await made('again', 1)).toEqual(first);
    const other = await made('other', 2);
    expect(other).not.toEqual(first);
    expect(other.length).toBeGreaterThan(1000);
  });
});
