// Appends by emmett's event store, durably and each in a transaction of its own: it has no others.
import { getSQLiteEventStore, sqliteConnection } from '@event-driven-io/emmett-sqlite';
import { inviteCreated, invitesToUse, measureAppends } from '../../lib/append-loop.mjs';

const [file] = process.argv.slice(2);

const connection = sqliteConnection({ fileName: file });
// SQLite's own default with this driver; emmett sets WAL and says nothing of this.
await connection.command('PRAGMA synchronous = FULL');
const store = getSQLiteEventStore({
  fileName: file,
  connectionOptions: { singleton: true, connection },
});
await store.schema.migrate();

let last = Promise.resolve();

/**
 * One append after another. Left to itself the store opens a connection for each, of which most fail
 * (SQLITE_BUSY) when several are at work; on one connection it makes those that are at work at the same
 * time a single transaction, and answers them before that is committed.
 */
function append({ stream, version }, events) {
  const result = last.then(() =>
    store.appendToStream(stream, events, { expectedStreamVersion: BigInt(version) }),
  );
  last = result.catch(() => undefined);
  return result;
}

async function countEvents() {
  const { count } = await connection.querySingle('SELECT COUNT(*) AS count FROM emt_messages');
  return count;
}

const invites = invitesToUse();
for (const invite of invites) {
  await append(invite, [inviteCreated(invite)]);
  invite.version = 1;
}

process.on('message', async (appends) => {
  process.send(await measureAppends(invites, appends, { append, countEvents }));
});
process.send({ ready: true });
