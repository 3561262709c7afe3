import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { Client } from 'pg';
import type { UserId } from '../src/platform/ids.js';
import { asRecorded } from '../src/http/idempotency-records.js';
import { ahead } from '../test/support/clock.js';
import { ownerOf, Person } from '../test/support/person.js';
import { temporaryDatabase, withPostgres } from '../test/support/postgres.js';
import { startGatehouse, type RunningGatehouse } from '../test/support/process.js';
import { figure } from '../test/support/proof.js';
import { Subscriber } from '../test/support/subscriber.js';
import { until } from '../test/support/until.js';

/** More than a session lives, and a record of an `Idempotency-Key`. */
const TWO_DAYS_MS = 2 * 24 * 3600 * 1000;
const CLOCKS = { behind: -TWO_DAYS_MS, right: 0, ahead: TWO_DAYS_MS } as const;
type Name = keyof typeof CLOCKS;
const NAMES = Object.keys(CLOCKS) as Name[];
/** The clean-up of every ten minutes comes twice a second. */
const OFTEN = { 600_000: 500 };

withPostgres('what one process does for all, by clocks that are four days apart', () => {
  let database: Awaited<ReturnType<typeof temporaryDatabase>>;
  let asked: Client;
  const running = new Map<Name, RunningGatehouse>();

  beforeEach(async () => {
    database = await temporaryDatabase();
    asked = new Client({ connectionString: database.url });
    await asked.connect();
    for (const name of NAMES) await start(name);
  });
  afterEach(async () => {
    for (const server of running.values()) await server.kill();
    await asked.end();
    await database.drop();
  });

  const start = async (name: Name): Promise<void> => {
    const url = `${database.url}?application_name=${name}`;
    running.set(name, await startGatehouse(url, ahead(CLOCKS[name], OFTEN)));
  };
  const at = (name: Name): RunningGatehouse => {
    const server = running.get(name);
    if (!server) throw new Error(`The process whose clock is ${name} does not run.`);
    return server;
  };

  /** Who holds the lock of the leader. Others hold other locks at their start. */
  const leader = async (): Promise<Name | undefined> => {
    const { rows } = await asked.query<{ name: Name }>(
      `SELECT application_name AS name FROM pg_stat_activity JOIN pg_locks USING (pid)
       WHERE locktype = 'advisory' AND granted AND datname = current_database()
         AND objid = (hashtext(concat_ws(':', current_schema(), 'leader'))::bigint & 4294967295)::oid`,
    );
    return rows[0]?.name;
  };
  const leads = async (): Promise<Name> => {
    let name: Name | undefined;
    await until('one leads', async () => (name = await leader()) !== undefined);
    if (!name) throw new Error('Nobody leads.');
    return name;
  };

  it('moves to another when it is killed, comes once, and takes away nothing that has its time before it', async () => {
    const owner = await ownerOf({ url: at('right').url, ownerLink: at('behind').ownerLink });
    /** Creates an invite once for each key, whichever process is asked. */
    const keyed = async (name: Name, key: string) => {
      owner.url = at(name).url;
      const answer = await owner.call('POST', '/invites', { headers: { 'idempotency-key': key } });
      expect(answer.status).toBe(201);
      return answer.body.code;
    };
    const kept = await keyed('right', 'kept');
    const led: Name[] = [];
    const expired: string[] = [];
    while (NAMES.some((name) => !led.includes(name))) {
      const name = await leads();
      led.push(name);
      const others = NAMES.filter((other) => other !== name);
      const [other = name] = others;
      const subscriber = await Subscriber.connect(at(other).url, owner);
      owner.url = at(other).url;
      const [brief, lasting] = [
        await owner.invite({ expires_in_seconds: 1 }),
        await owner.invite({ expires_in_seconds: 3600 }),
      ];
      expired.push(brief);
      await until('the expiry is told', () => subscriber.of('INVITE_DELETE').length > 0, 30_000);
      // The clean-up of this very leader has come by when what is old is gone.
      const key = randomUUID();
      await keyed(other, key);
      const old = new Date(Date.now() - TWO_DAYS_MS).toISOString();
      const { keyHash } = asRecorded(owner.userId as UserId, key, '');
      await asked.query('UPDATE idempotency_keys SET at = $1 WHERE key_hash = $2', [old, keyHash]);
      await until('the old record is gone', async () => {
        const { rowCount } = await asked.query(
          'SELECT 1 FROM idempotency_keys WHERE key_hash = $1',
          [keyHash],
        );
        return rowCount === 0;
      });
      for (const each of NAMES) {
        owner.url = at(each).url;
        expect((await owner.call('GET', '/auth/me')).status).toBe(200);
        expect((await owner.call('GET', `/invites/${lasting}`)).status).toBe(200);
        expect(await keyed(each, 'kept')).toBe(kept);
      }
      const guest = await Person.signedIn(at(other).url);
      expect((await guest.join(brief)).status).toBe(410);
      expect(subscriber.of('INVITE_DELETE').map(({ d }) => d.code)).toEqual([brief]);
      expect(await leader()).toBe(name);
      subscriber.close();
      await at(name).kill();
      running.delete(name);
      await until('another one leads', async () => others.includes(await leads()));
      await start(name);
    }
    const { rows } = await asked.query<{ stream: string }>(
      `SELECT stream FROM events WHERE type = 'InviteExpired'`,
    );
    expect(rows.map(({ stream }) => stream).sort()).toEqual(
      expired.map((code) => `invite-${code}`).sort(),
    );
    figure(`${led.length} leaders killed, by clocks two days behind, right and two days ahead`);
  });
});
