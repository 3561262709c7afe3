import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { memberBy, ownerOf, Person, type Answer } from '../test/support/person.js';
import { times } from '../test/support/concurrently.js';
import { PlainSubscriber } from '../test/support/plain-subscriber.js';
import { temporaryDatabase, withPostgres } from '../test/support/postgres.js';
import { startGatehouse, type RunningGatehouse } from '../test/support/process.js';
import { expectWithin, figure } from '../test/support/proof.js';
import { Subscriber } from '../test/support/subscriber.js';
import { silence, TcpProxy } from '../test/support/tcp-proxy.js';

const MANAGE_INVITES = 1 << 7;
const ROUNDS = 20;
/** How long an answer is on its way to the slow process. */
const DELAY_MS = 150;

withPostgres('two processes, of which one is far from their PostgreSQL', () => {
  let database: Awaited<ReturnType<typeof temporaryDatabase>>;
  let proxy: TcpProxy;
  let near: RunningGatehouse;
  let far: RunningGatehouse;
  let owner: Person;
  let delayMs = 0;

  beforeAll(async () => {
    database = await temporaryDatabase();
    const target = new URL(database.url);
    proxy = await TcpProxy.to(Number(target.port || 5432), ({ client, server }, chunk, from) => {
      const to = from === 'client' ? server : client;
      // What was sent earlier arrives earlier: they wait equally long.
      if (from === 'server' && delayMs > 0) setTimeout(() => to.write(chunk), delayMs);
      else to.write(chunk);
    });
    target.hostname = '127.0.0.1';
    target.port = String(proxy.port);
    near = await startGatehouse('', { GATEHOUSE_DATABASE_URL: database.url });
    far = await startGatehouse('', { GATEHOUSE_DATABASE_URL: target.href });
    owner = await ownerOf(near);
  });
  afterEach(() => {
    delayMs = 0;
  });
  afterAll(async () => {
    for (const server of [near, far]) await server.kill();
    await proxy.close();
    await database.drop();
  });

  const at = ({ url }: RunningGatehouse, person: Person): Person =>
    Object.assign(Object.create(Person.prototype) as Person, person, { url });
  const asOf = ({ headers }: Answer) => ({
    'gatehouse-position': String(headers['gatehouse-position']),
  });
  let inviters = 0;
  const manager = async (): Promise<Person & { readonly roleId: string }> => {
    const body = { name: `Inviter ${++inviters}`, position: 10, permissions: MANAGE_INVITES };
    const role = (await owner.call('POST', '/roles', { body })).body;
    const person = await memberBy(near.url, await owner.invite({ grant_role_id: role.id }));
    return Object.assign(person, { roleId: role.id });
  };

  it('take a right from somebody everywhere, whatever was being read meanwhile', async () => {
    for (const round of times(ROUNDS)) {
      const person = await manager();
      const there = at(far, person);
      delayMs = DELAY_MS;
      // Reads what they may do, slowly, while that changes: as a question, and as a command.
      const reading =
        round % 2 === 0 ? there.call('GET', '/invites') : there.call('POST', '/invites');
      await new Promise((resolve) => setTimeout(resolve, (round * 17) % (2 * DELAY_MS)));
      const path = `/members/${person.pubkey}/roles/${person.roleId}`;
      const taken = await owner.call('DELETE', path);
      expect(taken.status).toBe(204);
      await reading;
      delayMs = 0;
      const headers = asOf(taken);
      for (const method of ['GET', 'POST']) {
        const answer = await there.call(method, '/invites', { headers });
        expect([round, method, answer.status]).toEqual([round, method, 403]);
      }
    }
    figure(`${ROUNDS} times a right was taken while it was read elsewhere`);
  });

  it('show each other what was written, to whoever says where that is', async () => {
    delayMs = DELAY_MS;
    for (const round of times(ROUNDS)) {
      const code = await owner.invite();
      const revoked = await owner.call('DELETE', `/invites/${code}`);
      const seen = await at(far, owner).call('GET', `/invites/${code}`, { headers: asOf(revoked) });
      expect([round, seen.body.code]).toEqual([round, 'INVITE_REVOKED']);
    }
  });

  it('let in at the far one whoever has joined at the near one a moment ago', async () => {
    const code = await owner.invite();
    for (const round of times(ROUNDS)) {
      const guest = await Person.signedIn(near.url);
      // From here on the far one knows that they are not in.
      expect([round, (await at(far, guest).call('GET', '/members')).status]).toEqual([round, 403]);
      delayMs = DELAY_MS;
      const joined = await guest.join(code);
      const [plain, socketIo, members] = await Promise.all([
        PlainSubscriber.connect(far.url, guest),
        Subscriber.connect(far.url, guest),
        at(far, guest).call('GET', '/members', { headers: asOf(joined) }),
      ]);
      expect([round, members.status]).toEqual([round, 200]);
      plain.close();
      socketIo.close();
      delayMs = 0;
    }
    figure(`${ROUNDS} times somebody was let in at the gateway who had joined elsewhere`);
  });

  it('cut off within a second whoever logs out at the other', async () => {
    const guest = await memberBy(near.url, await owner.invite());
    const connected = [
      await Subscriber.connect(far.url, guest),
      await PlainSubscriber.connect(far.url, guest),
    ];
    await guest.call('DELETE', '/auth/session');
    const endedAt = performance.now();
    await Promise.all(connected.map((subscriber) => subscriber.untilClosed()));
    expectWithin(1000, performance.now() - endedAt, 'after a log-out elsewhere all was closed');
    expect((await at(far, guest).call('GET', '/auth/me')).status).toBe(401);
  });

  it('cut them off, too, when the log-out was not heard, as soon as they hear again', async () => {
    const guest = await memberBy(near.url, await owner.invite());
    const connected = await PlainSubscriber.connect(far.url, guest);
    const stays = await PlainSubscriber.connect(far.url, owner);
    const client = new Client({ connectionString: database.url });
    await client.connect();
    const { rows } = await client.query<{ pid: number; client_port: number }>(
      `SELECT pid, client_port FROM pg_stat_activity
       WHERE datname = current_database() AND client_port = ANY($1)
         AND (query LIKE 'LISTEN%' OR query LIKE '%clock_timestamp%' OR query LIKE '%advisory%')`,
      [proxy.open.map(({ server }) => server.localPort)],
    );
    const [listening] = rows;
    const passage = proxy.open.find(({ server }) => server.localPort === listening?.client_port);
    if (!passage || !listening) throw new Error('It listens through the proxy.');
    silence(passage);
    await guest.call('DELETE', '/auth/session');
    await client.query('SELECT pg_terminate_backend($1)', [listening.pid]);
    await client.end();
    await connected.untilClosed();
    expect(stays.closeCode).toBeUndefined();
    stays.close();
  });
});
