import { randomBytes } from 'node:crypto';
import bs58 from 'bs58';
import { CommandRunner } from '../../dist/src/event-store/commands/command-runner.js';
import { ensureProjections } from '../../dist/src/event-store/projections/rebuild-projections.js';
import { openSqlite } from '../../dist/src/event-store/sqlite/sqlite-database.js';
import { SqliteEventStore } from '../../dist/src/event-store/sqlite/sqlite-event-store.js';
import { Projections } from '../../dist/src/event-store/projections/projections.js';
import { States } from '../../dist/src/event-store/states.js';
import { cryptoIds, userIdOf } from '../../dist/src/platform/ids.js';
import { EVENT_REGISTRY } from '../../dist/src/events.js';
import { PROJECTIONS } from '../../dist/src/projections.js';
import { inviteStream } from '../../dist/src/invites/invite.fold.js';
import { memberStream } from '../../dist/src/members/member.fold.js';
import { sayProgress } from './progress.mjs';

const AT_ONCE = 256;
/** The page cache while seeding: the indexes of a few million events. */
const CACHE_KIB = 2 * 1024 * 1024;
/** Each time the WAL has grown by so many pages (400 MB) it is written back, every page of it once. */
const WAL_PAGES = 100_000;

/**
 * Writes `count` joins by an invite straight into the log of a Gatehouse that is not running: the same
 * events, snapshots and read models as by HTTP, without the wait for as many sign-ins. Each join comes
 * with the registration of its user, so the log grows by three events.
 */
export async function seedJoins(databaseFile, code, count) {
  await seed(databaseFile, 'seeding joins', count, (runner) => comeIn(runner, joinBy(code)));
}

/** The same for invites that somebody makes, all of them active. */
export async function seedInvites(databaseFile, userId, count) {
  let made = 0;
  await seed(databaseFile, 'seeding invites', count, (runner) =>
    makeInvite(runner, userId, `Seeded, number ${++made}`),
  );
}

/** Has `one` run a command, again and again. */
export async function seed(databaseFile, what, count, one) {
  const database = await openSqlite({ path: databaseFile, synchronous: 'normal' });
  hurry(database.writer);
  const store = new SqliteEventStore(database, EVENT_REGISTRY, new Projections(PROJECTIONS));
  await ensureProjections(store, PROJECTIONS);
  const runner = new CommandRunner(store, new States(store), {
    newEventId: cryptoIds.eventId,
    now: () => new Date().toISOString(),
  });
  for (let done = 0; done < count; done += AT_ONCE) {
    const commands = Array.from({ length: Math.min(AT_ONCE, count - done) }, () => one(runner));
    await Promise.all(commands);
    sayProgress(what, done + commands.length, count);
  }
  await store.close();
}

/**
 * Nothing is answered to anybody while a log is seeded, so nothing need be durable before the end; and the rows
 * of random user ids fall on pages all over the indexes, which are to be read and written as seldom as can be.
 */
function hurry(writer) {
  writer.pragma('synchronous = OFF');
  writer.pragma(`cache_size = ${-CACHE_KIB}`);
  writer.pragma(`wal_autocheckpoint = ${WAL_PAGES}`);
}

function makeInvite(runner, userId, label) {
  const code = cryptoIds.inviteCode(8);
  const terms = { max_uses: 0, expires_at: null, grant_role_id: null, channel_id: null, label };
  const data = { code, created_by: userId, ...terms, grants_ownership: false };
  return runner.run({ actor: userId, correlationId: 'seed' }, (unit) =>
    Promise.resolve(unit.create(inviteStream(code), [{ type: 'InviteCreated', data }])),
  );
}

/**
 * Registers somebody with a new key; in the same command goes what else they do.
 *
 * @param {...((unit: object, userId: string) => Promise<void> | void)[]} deeds
 */
export function comeIn(runner, ...deeds) {
  const key = randomBytes(32);
  const userId = userIdOf(key, null);
  return runner.run({ actor: userId, correlationId: 'seed' }, async (unit) => {
    unit.create(memberStream(userId), [
      { type: 'UserRegistered', data: { user_id: userId, pubkey: bs58.encode(key) } },
    ]);
    for (const deed of deeds) await deed(unit, userId);
  });
}

/** Joining by an invite. */
export function joinBy(code) {
  const invite = inviteStream(code);
  return async (unit, userId) => {
    const { state } = await unit.load(invite);
    const consumed = { code, user_id: userId, use_count: state.use_count + 1, joined: true };
    const joined = {
      user_id: userId,
      invite_code: code,
      invited_by: state.created_by,
      role_ids: [],
    };
    unit.append(invite, [{ type: 'InviteConsumed', data: consumed }]);
    unit.append(memberStream(userId), [{ type: 'MemberJoined', data: joined }]);
  };
}
