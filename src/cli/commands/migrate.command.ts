import type { Command } from 'commander';
import type { DatabaseAddress } from '../../settings/database-url.js';
import { migrationsOn } from '../../event-store/postgres/postgres-stored-log.js';
import { ensureProjections } from '../../event-store/projections/rebuild-projections.js';
import { KNOWN_MIGRATIONS, schemaState, type SchemaState } from '../../event-store/schema-state.js';
import { migrationsInFile } from '../../event-store/sqlite/sqlite-migrations.js';
import { PROJECTIONS } from '../../projections.js';
import {
  communityOf,
  DATABASE_OPTION,
  openStore,
  refuseServed,
  type Community,
  type DatabaseOption,
} from '../databases.js';
import { shownAddress } from '../../settings/database-url.js';
import { leaving, refusedAs } from '../failures.js';
import type { Terminal } from '../terminal.js';

const HELP = `
A start brings the database up to date by itself. Do it beforehand where a start should not take long; while
Gatehouse runs on it, it is refused.

Examples:
  $ gatehouse migrate status
  $ gatehouse migrate up --database postgres://gate@db.example/gatehouse`;

export function define(migrate: Command, terminal: Terminal): void {
  migrate
    .description('Looks at the schema of the database, or brings it up to date.')
    .addHelpText('after', HELP);
  migrate
    .command('status')
    .description('Says which migrations the database has seen; changes nothing.')
    .option(...DATABASE_OPTION)
    .addHelpText('after', HELP)
    .action((options: DatabaseOption) => status(communityOf(options), terminal));
  migrate
    .command('up')
    .description('Runs what is pending, and makes read models anew that have changed.')
    .option(...DATABASE_OPTION)
    .addHelpText('after', HELP)
    .action((options: DatabaseOption) => up(communityOf(options), terminal));
}

const SAID: Readonly<Record<SchemaState | 'empty', string>> = {
  current: 'up to date',
  older: 'of an older version: run `gatehouse migrate up`, or just start',
  newer: 'of a newer version: update the program',
  foreign: 'of another program',
  empty: 'not there, or empty: a start makes it',
};

function migrationsAt(address: DatabaseAddress): Promise<readonly string[] | undefined> {
  return address.engine === 'postgres'
    ? migrationsOn(address.url)
    : Promise.resolve().then(() => migrationsInFile(address.path));
}

async function status({ address, named }: Community, terminal: Terminal): Promise<void> {
  const done = await refusedAs(named, () => migrationsAt(address));
  const state = done ? schemaState(done) : 'empty';
  const unknown = (done ?? []).filter((name) => !KNOWN_MIGRATIONS.includes(name));
  const migrations = [
    ...KNOWN_MIGRATIONS.map((name) => ({
      name,
      status: done?.includes(name) ? ('done' as const) : ('pending' as const),
    })),
    ...unknown.map((name) => ({ name, status: 'unknown' as const })),
  ];
  terminal.result(
    [
      `${shownAddress(address)} is ${SAID[state]}.`,
      ...migrations.map((migration) => `${migration.status.padEnd(8)} ${migration.name}`),
    ],
    { ok: true, state, migrations },
  );
}

async function up(community: Community, terminal: Terminal): Promise<void> {
  const left = 'what it has not come to, the next `migrate up` does, or a start';
  await leaving(left, () => bringUp(community, terminal));
}

async function bringUp({ address, named }: Community, terminal: Terminal): Promise<void> {
  const done = (await refusedAs(named, () => migrationsAt(address))) ?? [];
  await refusedAs(named, () => refuseServed(address));
  const store = await refusedAs(named, () => openStore(address, { alone: true }));
  try {
    const rebuilt = await store.alone('projections', () =>
      ensureProjections(store, PROJECTIONS, async (position, of) => {
        terminal.progress('making the read models, events', position, of);
        await new Promise(setImmediate);
        terminal.signal.throwIfAborted();
      }),
    );
    const migrated = KNOWN_MIGRATIONS.filter((name) => !done.includes(name));
    terminal.result(
      migrated.length + rebuilt.length === 0
        ? [`${shownAddress(address)} was up to date.`]
        : [
            ...migrated.map((name) => `Migrated: ${name}`),
            ...rebuilt.map((name) => `Made anew: ${name}`),
            `${shownAddress(address)} is up to date.`,
          ],
      { ok: true, migrated, rebuilt },
    );
  } finally {
    await store.close();
  }
}
