import { describe, expect, it } from '@jest/globals';
import { concurrently, times } from '../support/concurrently.js';
import { newDatabase } from '../support/database.js';
import { allEvents, openLog } from '../support/log.js';
import { call, ownerOf, Person } from '../support/person.js';
import { startGatehouse, type Settings } from '../support/process.js';
import { inDepth } from '../support/proof.js';

/** Runs a test against a fresh community and answers the events that it left. */
async function community(
  settings: Settings,
  test: (server: Awaited<ReturnType<typeof startGatehouse>>) => Promise<void>,
) {
  const database = await newDatabase();
  const server = await startGatehouse(database.url, settings);
  try {
    await test(server);
    expect(await server.stop()).toBe(0);
    const log = await openLog(database.url);
    const events = await allEvents(log);
    await log.close();
    return events;
  } finally {
    server.process.kill('SIGKILL');
    await database.drop();
  }
}

const ownersIn = (events: Awaited<ReturnType<typeof community>>) =>
  events.filter(({ type }) => type === 'OwnerAppointed');

describe('the owner link', () => {
  it('makes one owner of 50 who race for it', async () => {
    const events = await community({}, async (server) => {
      const code = server.ownerLink?.split('/').at(-1) ?? '';
      const people = await concurrently(25, times(50), () => Person.signedIn(server.url));
      const answers = await Promise.all(people.map((person) => person.join(code)));
      expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200, 410]));
      const winner = people[answers.findIndex(({ status }) => status === 200)];
      expect((await winner?.call('GET', '/auth/me'))?.body).toMatchObject({
        is_member: true,
        roles: ['admin'],
        permissions: (1 << 14) - 1,
      });
    });
    expect(ownersIn(events)).toHaveLength(1);
  });

  it('is the same at each start until somebody has taken it, and then is no more', async () => {
    const database = await newDatabase();
    const codes: (string | undefined)[] = [];
    for (const _ of times(3)) {
      const server = await startGatehouse(database.url);
      codes.push(server.ownerLink?.split('/').at(-1));
      if (codes.length === 2) await ownerOf(server);
      await server.stop();
    }
    expect(codes).toEqual([codes[0], codes[0], undefined]);
    expect(codes[0]).toMatch(/^[0-9A-Za-z]{8}$/);
    await database.drop();
  });

  const worksIn = (mode: string) => async (): Promise<void> => {
    const events = await community({ GATEHOUSE_MEMBERSHIP_MODE: mode }, async (server) => {
      const owner = await ownerOf(server);
      expect((await owner.call('GET', '/auth/me')).body.roles).toEqual(['admin']);
    });
    expect(ownersIn(events)).toHaveLength(1);
  };
  it('works in mode closed, which keeps out everybody else', worksIn('closed'));
  for (const mode of ['open', 'invite_only', 'allowlist']) {
    inDepth(`works in mode ${mode}`, worksIn(mode));
  }

  it('makes a member who is in already the owner', async () => {
    await community({ GATEHOUSE_MEMBERSHIP_MODE: 'open' }, async (server) => {
      const early = await Person.signedIn(server.url);
      await early.call('POST', '/members/join');
      const answer = await early.join(server.ownerLink?.split('/').at(-1) ?? '');
      expect(answer.body).toMatchObject({ joined: false, member: { roles: ['admin'] } });
      expect((await early.call('DELETE', '/members/me')).body.code).toBe('OWNER_CANNOT_LEAVE');
    });
  });

  it('is made by nobody, previewed by anybody, and shown while it works, edited and revoked by nobody', async () => {
    await community({}, async (server) => {
      const code = server.ownerLink?.split('/').at(-1) ?? '';
      const stranger = await Person.signedIn(server.url);
      const preview = await stranger.call('GET', `/invites/${code}`);
      expect(preview.body.grants).toMatchObject({ role_name: 'admin' });
      const owner = await ownerOf(server);
      for (const answer of [
        await owner.call('PATCH', `/invites/${code}`, { body: { max_uses: 2 } }),
        await owner.call('DELETE', `/invites/${code}`),
      ]) {
        expect([answer.status, answer.body.code]).toEqual([404, 'INVITE_NOT_FOUND']);
      }
      expect((await stranger.join(code)).body.code).toBe('INVITE_EXHAUSTED');
      // It opens nothing any more, and is read like any other that is over.
      const { body: details } = await owner.call('GET', `/invites/${code}/details`);
      expect(details).toMatchObject({ code, status: 'exhausted', created_by: null, use_count: 1 });
      for (const status of ['all', 'exhausted']) {
        const { body } = await owner.call('GET', `/invites?status=${status}`);
        expect(body.invites.map((invite) => invite.code)).toEqual([code]);
      }
      expect((await owner.call('GET', '/invites/counts')).body).toMatchObject({ exhausted: 1 });
      expect((await owner.call('GET', `/members/${owner.pubkey}`)).body.invited_by).toBeNull();
    });
  });
});

describe('the owner by settings', () => {
  it('is whoever signs in first, under any race', async () => {
    const events = await community({ GATEHOUSE_BOOTSTRAP: 'first-user' }, async (server) => {
      expect(server.ownerLink).toBeUndefined();
      const people = await Promise.all(times(50).map(() => Person.signedIn(server.url)));
      const members = await Promise.all(people.map((person) => person.call('GET', '/auth/me')));
      expect(members.filter(({ body }) => body.is_member)).toHaveLength(1);
    });
    expect(ownersIn(events)).toHaveLength(1);
  });

  it('is the key that was named, on first signing in, and nobody before', async () => {
    const chosen = new Person('');
    const settings = { GATEHOUSE_OWNER_PUBKEY: chosen.pubkey, GATEHOUSE_MEMBERSHIP_MODE: 'closed' };
    const events = await community(settings, async (server) => {
      expect(server.ownerLink).toBeUndefined();
      const other = await Person.signedIn(server.url);
      expect((await other.call('GET', '/auth/me')).body.is_member).toBe(false);
      await chosen.signIn(server.url);
      await chosen.signIn(server.url);
      expect((await chosen.call('GET', '/auth/me')).body.roles).toEqual(['admin']);
      await expect(Person.signedIn(server.url)).rejects.toThrow('MEMBERSHIP_CLOSED');
    });
    expect(ownersIn(events)).toHaveLength(1);
  });

  it('revokes a link that was given out before, for a key that is named, too', async () => {
    const database = await newDatabase();
    const before = await startGatehouse(database.url);
    const code = before.ownerLink?.split('/').at(-1) ?? '';
    await before.stop();
    const chosen = new Person('');
    const settings = { GATEHOUSE_OWNER_PUBKEY: chosen.pubkey };
    const server = await startGatehouse(database.url, settings);
    const other = await Person.signedIn(server.url);
    expect((await other.join(code)).body.code).toBe('INVITE_REVOKED');
    await chosen.signIn(server.url);
    expect((await chosen.call('GET', '/auth/me')).body.roles).toEqual(['admin']);
    await server.stop();
    await database.drop();
  });

  it('revokes a link that was given out before', async () => {
    const database = await newDatabase();
    const before = await startGatehouse(database.url);
    const code = before.ownerLink?.split('/').at(-1) ?? '';
    await before.stop();
    const server = await startGatehouse(database.url, { GATEHOUSE_BOOTSTRAP: 'first-user' });
    // Whoever has the link must not be quicker than whom the settings mean.
    expect((await call(server.url, 'GET', `/api/v1/invites/${code}`)).body.code).toBe(
      'INVITE_REVOKED',
    );
    const first = await Person.signedIn(server.url);
    const late = await Person.signedIn(server.url);
    expect((await late.join(code)).body.code).toBe('INVITE_REVOKED');
    const { body } = await first.call('GET', `/invites/${code}/details`);
    expect(body).toMatchObject({ status: 'revoked', revoked_by: null });
    await server.stop();
    // A key that is named too late is said to be.
    const { pubkey } = new Person('');
    const again = await startGatehouse(database.url, { GATEHOUSE_OWNER_PUBKEY: pubkey });
    expect(again.output().stderr).toContain('GATEHOUSE_OWNER_PUBKEY is passed over');
    await again.stop();
    await database.drop();
  });
});
