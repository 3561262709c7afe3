import type { Command } from 'commander';
import type { DatabaseAddress } from '../../settings/database-url.js';
import type { Head } from '../../event-store/event-store.js';
import { ensureProjections } from '../../event-store/projections/rebuild-projections.js';
import { backUpFile } from '../../event-store/sqlite/backup-file.js';
import { newDatabaseFile } from '../../event-store/sqlite/new-database-file.js';
import { sqliteIdentity } from '../../event-store/sqlite/sqlite-stored-log.js';
import { PROJECTIONS } from '../../projections.js';
import { filesBeside, requireWhole } from '../backup-head.js';
import { carryBeside, type Carried } from '../carry-signing-key.js';
import { prove } from '../check-community.js';
import { copyInto } from '../copy-community.js';
import {
  communityOf,
  DATABASE_OPTION,
  openStore,
  openStored,
  type Community,
  type DatabaseOption,
} from '../databases.js';
import { shownAddress } from '../../settings/database-url.js';
import { Failure, refusedAs } from '../failures.js';
import { counted, type Terminal } from '../terminal.js';

const HELP = `
Nothing is overwritten: the database must not be there yet, or be an empty PostgreSQL database. The chain of the
backup is recomputed and its read models are compared with a replay before the database gets its name. A
backup of an older version is brought up to date on the way into an SQLite file; the backup itself stays as it is.
The key that signs heads comes along if it lies beside the backup, as <file>.signing-key; and if <file>.head.json does, nothing
may be missing that was there when the backup was made.

Examples:
  $ gatehouse restore backups/2026-11-24.db
  $ gatehouse restore backups/2026-11-24.db --database sqlite:elsewhere.db`;

export function define(command: Command, terminal: Terminal): void {
  command
    .description('Makes the database anew from a backup, and verifies it. Overwrites nothing.')
    .argument('<file>', 'what `gatehouse backup` has written')
    .option(...DATABASE_OPTION)
    .addHelpText('after', HELP)
    .action((file: string, options: DatabaseOption) =>
      restore(file, communityOf(options), terminal),
    );
}

async function restore(file: string, community: Community, terminal: Terminal): Promise<void> {
  const { address, named } = community;
  if (sqliteIdentity(file) === undefined) throw new Failure(`There is no file ${file}.`);
  const { position, hash, signingKey } =
    address.engine === 'sqlite'
      ? await refusedAs(named, () => intoFile(file, address.path, terminal))
      : await intoServer(file, address, named, terminal);
  const head = { position, hash: hash.toString('hex') };
  terminal.result(
    [
      `Restored ${counted(position)} events into ${shownAddress(address)}, verified. The head:`,
      `${position} ${head.hash}`,
      ...(signingKey === 'carried' ? ['The key that signs heads came along.'] : []),
    ],
    { ok: true, database: shownAddress(address), head, signing_key: signingKey },
  );
}

interface Restored extends Head {
  readonly signingKey: Carried;
}

async function intoFile(file: string, path: string, terminal: Terminal): Promise<Restored> {
  const make = async (temporary: string): Promise<Restored> => {
    const address = { engine: 'sqlite', path: temporary } as const;
    await refusedAs('restore', () =>
      backUpFile(file, temporary, (done, of) => {
        terminal.progress('copying pages', done, of);
        terminal.signal.throwIfAborted();
      }),
    );
    // Brings an older one up to date.
    const store = await openStore(address);
    try {
      await ensureProjections(store, PROJECTIONS, async (done, of) => {
        terminal.progress('making the read models, events', done, of);
        // So that a signal is heard between two pages.
        await new Promise(setImmediate);
        terminal.signal.throwIfAborted();
      });
    } finally {
      await store.close();
    }
    const head = await prove(address, 'The backup', terminal);
    await requireWhole(file, head, temporary);
    const from = { engine: 'sqlite', path: file } as const;
    return { ...head, signingKey: await carryBeside(from, temporary, path, terminal) };
  };
  return newDatabaseFile(path, sqliteIdentity(file) ?? '', make, { beside: filesBeside(path) });
}

async function intoServer(
  file: string,
  address: DatabaseAddress,
  named: string,
  terminal: Terminal,
): Promise<Restored> {
  const backup = { engine: 'sqlite', path: file } as const;
  await requireWhole(file, await refusedAs('restore', () => prove(backup, 'The backup', terminal)));
  const log = await refusedAs('restore', () => openStored(backup));
  try {
    const source = { address: backup, log, named: file };
    const { head, signingKey } = await refusedAs(named, () => copyInto(address, source, terminal));
    return { ...head, signingKey };
  } finally {
    await log.close();
  }
}
