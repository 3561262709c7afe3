import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SignIn } from '../../src/identity/commands/sign-in.command.js';
import { secondsAfter } from '../../src/platform/clock.js';
import { Community } from '../support/community.js';
import { times } from '../support/concurrently.js';
import { newDatabase } from '../support/database.js';
import { keyHolder, openInProcess } from '../support/in-process.js';
import { Person } from '../support/person.js';
import { expectProblem } from '../support/problem.js';
import { Subscriber } from '../support/subscriber.js';
import { tablesOf } from '../support/tables.js';

interface SessionJson {
  readonly id: string;
  readonly created_at: string;
  readonly last_used_at: string;
  readonly expires_at: string;
  readonly user_agent: string | null;
  readonly is_current: boolean;
}

let community: Community;

beforeAll(async () => {
  community = await Community.open({ GATEHOUSE_SQLITE_SYNCHRONOUS: 'normal' });
});
afterAll(() => community.close());

async function sessionsOf(person: Person): Promise<readonly SessionJson[]> {
  const { status, body } = await person.call('GET', '/auth/sessions');
  expect(status).toBe(200);
  return (body as unknown as { readonly sessions: readonly SessionJson[] }).sessions;
}

/** The same person at another machine. */
async function again(person: Person): Promise<Person> {
  const other = Object.assign(new Person(community.url), { ...person });
  await other.signIn();
  return other;
}

describe('my sessions', () => {
  it('are listed with since when, from what, and which of them asks', async () => {
    const person = await community.member();
    const other = await again(person);
    const sessions = await sessionsOf(other);
    expect(sessions).toHaveLength(2);
    expect(sessions.filter(({ is_current }) => is_current)).toHaveLength(1);
    for (const session of sessions) {
      expect(session).toEqual({
        id: expect.stringMatching(/^[0-9a-f]{16}$/),
        created_at: expect.stringMatching(/^\d{4}-.*Z$/),
        last_used_at: expect.stringMatching(/^\d{4}-.*Z$/),
        expires_at: expect.stringMatching(/^\d{4}-.*Z$/),
        user_agent: null,
        is_current: expect.any(Boolean),
      });
      expect(session.expires_at > session.created_at).toBe(true);
    }
    // Nothing in it opens a session.
    expect(JSON.stringify(sessions)).not.toContain(person.token);
  });

  it('say which program opened them, as far as that can be shown', async () => {
    const person = new Person(community.url);
    const agent = 'Gull/1.0 ' + 'x'.repeat(300);
    const { pubkey } = person;
    const { challenge } = (await person.call('POST', '/auth/challenge', { body: { pubkey } })).body;
    const verified = await person.call('POST', '/auth/verify', {
      body: { pubkey, signature: person.sign(challenge) },
      headers: { 'user-agent': agent },
    });
    person.token = verified.body.token;
    expect((await sessionsOf(person)).map(({ user_agent }) => user_agent)).toEqual([
      agent.slice(0, 200),
    ]);
  });

  it('are ended one by one, and the gateway hears of it', async () => {
    const person = await community.member();
    const other = await again(person);
    const subscriber = await Subscriber.connect(community.url, other);
    const [ofOther] = (await sessionsOf(person)).filter(({ is_current }) => !is_current);
    const path = `/auth/sessions/${ofOther?.id ?? ''}`;
    expect((await person.call('DELETE', path)).status).toBe(204);
    expectProblem(await other.call('GET', '/auth/me'), 401, 'UNAUTHENTICATED');
    await subscriber.untilClosed();
    expect((await person.call('GET', '/auth/me')).status).toBe(200);
    expectProblem(await person.call('DELETE', path), 404, 'NOT_FOUND');
  });

  it('are ended all but the one that asks', async () => {
    const person = await community.member();
    const others = [await again(person), await again(person)];
    expect((await person.call('DELETE', '/auth/sessions')).status).toBe(204);
    for (const other of others) {
      expectProblem(await other.call('GET', '/auth/me'), 401, 'UNAUTHENTICATED');
    }
    expect(await sessionsOf(person)).toMatchObject([{ is_current: true }]);
    expect((await person.call('DELETE', '/auth/sessions')).status).toBe(204);
  });

  it("are nobody else's to see or end", async () => {
    const person = await community.member();
    const [mine] = await sessionsOf(person);
    const admin = await community.admin();
    expectProblem(await admin.call('DELETE', `/auth/sessions/${mine?.id ?? ''}`), 404, 'NOT_FOUND');
    for (const id of ['0'.repeat(16), 'x', '%00', encodeURIComponent(person.token)]) {
      expectProblem(await person.call('DELETE', `/auth/sessions/${id}`), 404, 'NOT_FOUND');
    }
    expect((await person.call('GET', '/auth/me')).status).toBe(200);
  });

  it('are not said to have ended because another one has, under the same Idempotency-Key', async () => {
    const person = await community.member();
    const other = await again(person);
    const headers = { 'idempotency-key': 'out' };
    expect((await person.call('DELETE', '/auth/session', { headers })).status).toBe(204);
    expectProblem(await other.call('DELETE', '/auth/session', { headers }), 409, 'CONFLICT');
    expect((await other.call('GET', '/auth/me')).status).toBe(200);
  });

  it('are a hundred at most: the one that was not used for longest makes room', async () => {
    const person = await community.member();
    const second = await again(person);
    const subscriber = await Subscriber.connect(community.url, person);
    for (const _ of times(98)) await again(person);
    expect((await person.call('GET', '/auth/me')).status).toBe(200);
    const last = await again(person);
    await subscriber.untilClosed();
    expectProblem(await person.call('GET', '/auth/me'), 401, 'UNAUTHENTICATED');
    expect((await second.call('GET', '/auth/me')).status).toBe(200);
    expect(await sessionsOf(last)).toHaveLength(100);
  });

  it('say when they were used last, to ten minutes', async () => {
    const database = await newDatabase();
    const house = await openInProcess(database.url);
    const { commands, challenges, sessions, sessionUses, clock } = house;
    const ann = keyHolder('ann');
    const { key } = ann;
    const challenge = await challenges.issue(key.userId);
    const { token } = await commands.execute(new SignIn(key, ann.sign(challenge), 'r1', 'Gull'));
    const lastUse = async () => (await sessions.openOf(key.userId))[0]?.lastUsedAt;
    const since = clock.now();

    clock.advance(599);
    await sessions.find(token);
    expect(await lastUse()).toBe(since);
    clock.advance(1);
    await sessions.find(token);
    expect(await lastUse()).toBe(secondsAfter(since, 600));
    await sessionUses.flush();
    await house.close();

    const { sessions: rows } = await tablesOf(database.url);
    const used = JSON.stringify(['last_used_at', secondsAfter(since, 600)]);
    expect(rows).toEqual([expect.stringContaining(used)]);
    await database.drop();
  });

  it('keep what is known of them over a restart', async () => {
    const person = await community.member();
    const before = await sessionsOf(person);
    await community.restart();
    person.url = community.url;
    expect(await sessionsOf(person)).toEqual(before);
  });
});
