import { randomBytes } from 'node:crypto';
import bs58 from 'bs58';
import { CommandRunner } from '../../dist/src/event-store/command-runner.js';
import { ensureProjections } from '../../dist/src/event-store/rebuild-projections.js';
import { openSqlite } from '../../dist/src/event-store/sqlite/sqlite-database.js';
import { SqliteEventStore } from '../../dist/src/event-store/sqlite/sqlite-event-store.js';
import { Projections } from '../../dist/src/event-store/projections.js';
import { cryptoIds, userIdOf } from '../../dist/src/common/ids.js';
import { EVENT_REGISTRY } from '../../dist/src/events.js';
import { PROJECTIONS } from '../../dist/src/projections.js';
import { inviteDecider } from '../../dist/src/invites/invite.decider.js';
import { memberDecider } from '../../dist/src/members/member.decider.js';
import { sayProgress } from './progress.mjs';

const AT_ONCE = 256;

/**
 * Writes `count` joins by an invite straight into the log of a Gatehouse that is not running: the same
 * events, snapshots and read models as by HTTP, without the wait for as many sign-ins. Each join comes
 * with the registration of its user, so the log grows by three events.
 */
export async function seedJoins(databaseFile, code, count) {
  const database = await openSqlite({ path: databaseFile, synchronous: 'normal' });
  const store = new SqliteEventStore(database, EVENT_REGISTRY, new Projections(PROJECTIONS));
  await ensureProjections(store, PROJECTIONS);
  const runner = new CommandRunner(store, { newEventId: cryptoIds.eventId });
  for (let done = 0; done < count; done += AT_ONCE) {
    const now = new Date().toISOString();
    const commands = Array.from({ length: Math.min(AT_ONCE, count - done) }, () =>
      joinSomebody(runner, code, now),
    );
    await Promise.all(commands);
    sayProgress('seeding joins', done + commands.length, count);
  }
  await store.close();
}

function joinSomebody(runner, code, now) {
  const key = randomBytes(32);
  const userId = userIdOf(key);
  const invite = `invite-${code}`;
  const user = `user-${userId}`;
  return runner.run({ actor: userId, now, correlationId: 'seed' }, async (unit) => {
    const { state } = await unit.load(inviteDecider, invite);
    await unit.load(memberDecider, user);
    const consumed = { code, user_id: userId, use_count: state.use_count + 1, joined: true };
    const joined = {
      user_id: userId,
      invite_code: code,
      invited_by: state.created_by,
      role_ids: [],
    };
    unit.append(user, [
      { type: 'UserRegistered', data: { user_id: userId, pubkey: bs58.encode(key) } },
    ]);
    unit.append(invite, [{ type: 'InviteConsumed', data: consumed }]);
    unit.append(user, [{ type: 'MemberJoined', data: joined }]);
  });
}
