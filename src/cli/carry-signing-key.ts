import { existsSync, readFileSync } from 'node:fs';
import { keepInFile, stagedKey } from '../transparency/key-file.js';
import type { KeyHandover } from '../transparency/log-key.events.js';
import { LOG_KEY_STREAM } from '../transparency/log-key.fold.js';
import { keepInDatabase } from '../transparency/signing-key.js';
import { signingKeyBeside } from '../settings/signing-key-file.js';
import type { DatabaseAddress } from '../settings/database-url.js';
import type { LogTransaction } from '../event-store/event-store.js';
import { sql } from '../event-store/statement.js';
import type { StoredLog } from '../event-store/stored-log.js';
import { openStored } from './databases.js';
import type { Terminal } from './terminal.js';

/** What became of it; `other` when there is another one where it should go. */
export type Carried = 'carried' | 'none' | 'other';

/**
 * Brings the key that signs heads to where the copy of a database looks for it, so that auditors go on seeing the
 * same one. A key in a file that `GATEHOUSE_SIGNING_KEY_FILE` names stays there. It comes before the copy has its name,
 * or with it: a start that found none would make another.
 *
 * @param log of the database that it comes from, or a copy of it
 * @param temporary what the copy is called so far: what a kill leaves must bear that name
 */
export async function carryIntoFile(
  from: DatabaseAddress,
  log: StoredLog,
  to: string,
  temporary: string,
  terminal: Terminal,
): Promise<Carried> {
  const pem = await keptBy(from, log);
  const draft = signingKeyBeside(temporary);
  return carried(pem, pem && keepInFile(signingKeyBeside(to), pem, draft), terminal);
}

/** The same of a copy that is made in a transaction on PostgreSQL. */
export async function carryIntoDatabase(
  from: DatabaseAddress,
  log: StoredLog,
  to: LogTransaction,
  terminal: Terminal,
): Promise<Carried> {
  const pem = await keptBy(from, log);
  return carried(pem, pem && (await keepInDatabase(to, pem)), terminal);
}

/** The same beside a copy that is a file already, and has not got its name. */
export async function carryBeside(
  from: DatabaseAddress,
  copy: string,
  to: string,
  terminal: Terminal,
): Promise<Carried> {
  const log = await openStored({ engine: 'sqlite', path: copy });
  try {
    return await carryIntoFile(from, log, to, copy, terminal);
  } finally {
    await log.close();
  }
}

function carried(pem: string | undefined, kept: string | undefined, terminal: Terminal): Carried {
  if (pem === undefined) return 'none';
  if (kept === pem) return 'carried';
  terminal.warn('There is another key that signs heads already; that of the source stayed there.');
  return 'other';
}

async function keptBy(from: DatabaseAddress, log: StoredLog): Promise<string | undefined> {
  if (from.engine === 'sqlite') {
    const path = signingKeyBeside(from.path);
    return (
      (await stagedFor(path, log)) ?? (existsSync(path) ? readFileSync(path, 'utf8') : undefined)
    );
  }
  const [row] = await log.all<{ pem: string }>(sql('SELECT pem FROM signing_key'));
  return row?.pem;
}

/** The key that the log names, where it was about to take the place of the one in the file. */
async function stagedFor(path: string, log: StoredLog): Promise<string | undefined> {
  const [last] = await log.all<{ data: string }>(
    sql(
      'SELECT data FROM events WHERE stream = ? ORDER BY version DESC LIMIT 1',
      LOG_KEY_STREAM.name,
    ),
  );
  return last && stagedKey(path, (JSON.parse(last.data) as KeyHandover).new_key);
}
