// Appends by Gatehouse's event store on SQLite, without read models: `grouped`, by the command runner as all
// of Gatehouse does, so that those who wait share a commit; or `alone`, in a transaction for each.
import { CommandRunner } from '../../dist/src/event-store/commands/command-runner.js';
import { Projections } from '../../dist/src/event-store/projections/projections.js';
import { openSqlite } from '../../dist/src/event-store/sqlite/sqlite-database.js';
import { SqliteEventStore } from '../../dist/src/event-store/sqlite/sqlite-event-store.js';
import { States } from '../../dist/src/event-store/states.js';
import { cryptoIds } from '../../dist/src/platform/ids.js';
import { EVENT_REGISTRY } from '../../dist/src/events.js';
import { inviteStream } from '../../dist/src/invites/invite.fold.js';
import { inviteCreated, invitesToUse, measureAppends } from '../lib/append-loop.mjs';

const [file] = process.argv.slice(2);

const database = await openSqlite({ path: file, synchronous: 'full' });
const store = new SqliteEventStore(database, EVENT_REGISTRY, new Projections([]));
const runner = new CommandRunner(store, new States(store), {
  newEventId: cryptoIds.eventId,
  now: () => new Date().toISOString(),
});

function grouped({ code, version }, events) {
  const stream = inviteStream(code);
  return runner.run({ actor: 'system', correlationId: 'bench' }, async (unit) => {
    const loaded = await unit.load(stream);
    if (loaded.version !== version) throw new Error(`${stream.name} is at ${loaded.version}.`);
    unit.append(stream, events);
  });
}

function alone({ stream, version }, events) {
  const stamped = events.map((event) => ({
    ...event,
    id: cryptoIds.eventId(),
    actor: 'system',
    at: new Date().toISOString(),
    correlationId: 'bench',
    causationId: null,
  }));
  return store.append([{ stream, expectedVersion: version, events: stamped }]);
}

async function countEvents() {
  return (await store.head()).position;
}

const invites = invitesToUse();
for (const invite of invites) {
  await grouped(invite, [inviteCreated(invite)]);
  invite.version = 1;
}

const WAYS = { grouped, alone };

process.on('message', async ({ way, appends }) => {
  process.send(await measureAppends(invites, appends, { append: WAYS[way], countEvents }));
});
process.send({ ready: true });
