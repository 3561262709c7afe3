import { existsSync, readFileSync } from 'node:fs';
import type { StoredLog } from '../event-store/stored-log.js';
import { keepInFile, stagedKey } from '../transparency/key-file.js';
import type { KeyHandover } from '../transparency/log-key.events.js';
import { LOG_KEY_STREAM } from '../transparency/log-key.fold.js';
import { keepInDatabase } from '../transparency/signing-key.js';
import { signingKeyBeside } from '../config.js';
import type { DatabaseAddress } from '../settings/database-url.js';
import { sql } from '../event-store/statement.js';
import { openStore, openStored } from './databases.js';
import type { Terminal } from './terminal.js';

/** What became of it; `other` when there is another one where it should go. */
type Carried = 'carried' | 'none' | 'other';

/**
 * Brings the key that signs heads to where the copy of a database looks for it, so that auditors go on seeing the
 * same one. A key in a file that `GATEHOUSE_SIGNING_KEY_FILE` names stays there.
 */
export async function carrySigningKey(
  from: DatabaseAddress,
  to: DatabaseAddress,
  terminal: Terminal,
): Promise<Carried> {
  const pem = await keptBy(from);
  if (pem === undefined) return 'none';
  if ((await keep(pem, to)) === pem) return 'carried';
  terminal.warn('There is another key that signs heads already; that of the source stayed there.');
  return 'other';
}

async function keptBy(address: DatabaseAddress): Promise<string | undefined> {
  const log = await openStored(address);
  try {
    if (address.engine === 'sqlite') return await keptBeside(signingKeyBeside(address.path), log);
    const [row] = await log.all<{ pem: string }>(sql('SELECT pem FROM signing_key'));
    return row?.pem;
  } finally {
    await log.close();
  }
}

/** The key in the file, unless the log names one that was about to take its place. */
async function keptBeside(path: string, log: StoredLog): Promise<string | undefined> {
  const [last] = await log.all<{ data: string }>(
    sql(
      `SELECT data FROM events WHERE stream = ? ORDER BY version DESC LIMIT 1`,
      LOG_KEY_STREAM.name,
    ),
  );
  const current = last && (JSON.parse(last.data) as KeyHandover).new_key;
  const staged = current === undefined ? undefined : stagedKey(path, current);
  return staged ?? (existsSync(path) ? readFileSync(path, 'utf8') : undefined);
}

/** The key that is there then. */
async function keep(pem: string, address: DatabaseAddress): Promise<string> {
  if (address.engine === 'sqlite') return keepInFile(signingKeyBeside(address.path), pem);
  const store = await openStore(address);
  try {
    return await keepInDatabase(store, pem);
  } finally {
    await store.close();
  }
}
