import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import type { Head } from '../../event-store/event-store.js';
import { backUpFile } from '../../event-store/sqlite/backup-file.js';
import { newDatabaseFile } from '../../event-store/sqlite/new-database-file.js';
import { sqliteIdentity } from '../../event-store/sqlite/sqlite-stored-log.js';
import { filesBeside, headBeside, keepHead } from '../backup-head.js';
import { carryBeside, type Carried } from '../carry-signing-key.js';
import { prove } from '../check-community.js';
import { copyInto } from '../copy-community.js';
import {
  communityOf,
  DATABASE_OPTION,
  openStored,
  type Community,
  type DatabaseOption,
} from '../databases.js';
import { signingKeyBeside } from '../../settings/signing-key-file.js';
import { explain, Failure, refusedAs } from '../failures.js';
import { counted, type Terminal } from '../terminal.js';

const HELP = `
The server may go on running: the backup is of the moment when it begins. It is written as <file>.incomplete, its
chain is recomputed and its read models are compared with a replay; then it gets its name. Beside it come to lie the
key that signs heads, as <file>.signing-key, and where the log ends, signed, as <file>.head.json, by which a
restore sees that nothing is missing. Keep all three together, and as safe as the database: they hold the keys of people and
the hashes of session tokens. A community on PostgreSQL is backed up into an SQLite file, too.

Examples:
  $ gatehouse backup backups/2026-11-24.db
  $ gatehouse --json backup /mnt/backups/gatehouse-$(date +%F).db`;

export function define(command: Command, terminal: Terminal): void {
  command
    .description('Writes the community into a new file, and verifies it, while the server runs.')
    .argument('<file>', 'where nothing is yet')
    .option(...DATABASE_OPTION)
    .addHelpText('after', HELP)
    .action((file: string, options: DatabaseOption) =>
      backup(file, communityOf(options), terminal),
    );
}

async function backup(file: string, community: Community, terminal: Terminal): Promise<void> {
  const startedAt = performance.now();
  refuseOtherHead(file);
  const { head, beside } = await write(file, community, terminal);
  if ('failed' in beside) {
    throw new Failure(
      `${file} is written and verified; what belongs beside it could not be: ${explain(beside.failed)}`,
    );
  }
  const { signingKey } = beside;
  const seconds = Number(((performance.now() - startedAt) / 1000).toFixed(1));
  const hash = head.hash.toString('hex');
  terminal.result(
    [
      `Backed up ${counted(head.position)} events into ${file} in ${seconds} s, and verified them. The head:`,
      `${head.position} ${hash}`,
      SAID_OF_KEY[signingKey](community.config.signingKeyFile ?? 'the database'),
    ],
    {
      ok: true,
      file,
      head: { position: head.position, hash },
      seconds,
      signing_key: signingKey,
    },
  );
}

/** What became of the key that signs heads. */
type KeyOfBackup = 'carried' | 'elsewhere' | 'none';

const SAID_OF_KEY: Readonly<Record<KeyOfBackup, (where: string) => string>> = {
  carried: () => 'The key that signs heads, and the signed head, lie beside it.',
  elsewhere: (where) => `The signed head lies beside it. Keep the key, too: it is in ${where}.`,
  none: (where) => `There is no key that signs heads in ${where}: neither it nor a head is kept.`,
};

/** What lies beside a backup. Without it the backup is sound, and only harder to vouch for. */
type Beside = { readonly signingKey: KeyOfBackup } | { readonly failed: unknown };

interface Written {
  readonly head: Head;
  readonly beside: Beside;
}

/** Before the backup gets its name: whoever finds it there finds all of it. */
async function keepBeside(
  file: string,
  temporary: string,
  { address, config }: Community,
  carry: () => Carried | Promise<Carried>,
): Promise<Beside> {
  try {
    const carried = await carry();
    if (!(await keepHead(file, temporary))) return { signingKey: 'none' };
    const isElsewhere =
      config.signingKeyFile !== undefined &&
      (address.engine === 'postgres' || config.signingKeyFile !== signingKeyBeside(address.path));
    return { signingKey: carried === 'carried' && !isElsewhere ? 'carried' : 'elsewhere' };
  } catch (failed) {
    return { failed };
  }
}

/** The head of another backup must not be lost; one that was cut off has a line of its own. */
function refuseOtherHead(file: string): void {
  const isCutOff = existsSync(file) || existsSync(`${file}.incomplete`);
  if (isCutOff || !existsSync(headBeside(file))) return;
  throw new Failure(
    `${headBeside(file)} is there already, of a backup that was moved or cut off: move it away, too, ` +
      'or name another file. Nothing was written.',
  );
}

async function write(file: string, community: Community, terminal: Terminal): Promise<Written> {
  const { address, named } = community;
  if (address.engine === 'postgres') return copyOut(file, community, terminal);
  const { path } = address;
  const identity = await refusedAs(named, () => sqliteIdentity(path) ?? '');
  const make = async (temporary: string): Promise<Written> => {
    await backUpFile(path, temporary, (done, of) => {
      terminal.progress('copying pages', done, of);
      terminal.signal.throwIfAborted();
    });
    const head = await prove({ engine: 'sqlite', path: temporary }, 'The database', terminal);
    const carry = () => carryBeside(address, temporary, file, terminal);
    return { head, beside: await keepBeside(file, temporary, community, carry) };
  };
  return refusedAs('backup', () =>
    newDatabaseFile(file, identity, make, { beside: filesBeside(file) }),
  );
}

/** From PostgreSQL a backup is a copy. */
async function copyOut(file: string, community: Community, terminal: Terminal): Promise<Written> {
  const { address, named } = community;
  const log = await refusedAs(named, () => openStored(address));
  try {
    const target = { engine: 'sqlite', path: file } as const;
    let beside: Beside = { signingKey: 'none' };
    const { head } = await refusedAs('backup', () =>
      copyInto(target, { address, log, named }, terminal, async (temporary, carried) => {
        beside = await keepBeside(file, temporary, community, () => carried);
      }),
    );
    return { head, beside };
  } finally {
    await log.close();
  }
}
