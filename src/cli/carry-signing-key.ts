import { existsSync, readFileSync } from 'node:fs';
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
  const pem = await keptBy(from, to);
  if (pem === undefined) return 'none';
  if ((await keep(pem, to)) === pem) return 'carried';
  terminal.warn('There is another key that signs heads already; that of the source stayed there.');
  return 'other';
}

/** The log has been copied by now: what the source says of its key, the copy says, too, and can be read. */
async function keptBy(from: DatabaseAddress, to: DatabaseAddress): Promise<string | undefined> {
  if (from.engine === 'sqlite') {
    const path = signingKeyBeside(from.path);
    return (
      (await stagedFor(path, to)) ?? (existsSync(path) ? readFileSync(path, 'utf8') : undefined)
    );
  }
  const log = await openStored(from);
  try {
    const [row] = await log.all<{ pem: string }>(sql('SELECT pem FROM signing_key'));
    return row?.pem;
  } finally {
    await log.close();
  }
}

/** The key that the log names, where it was about to take the place of the one in the file. */
async function stagedFor(path: string, copy: DatabaseAddress): Promise<string | undefined> {
  const log = await openStored(copy);
  try {
    const [last] = await log.all<{ data: string }>(
      sql(
        'SELECT data FROM events WHERE stream = ? ORDER BY version DESC LIMIT 1',
        LOG_KEY_STREAM.name,
      ),
    );
    return last && stagedKey(path, (JSON.parse(last.data) as KeyHandover).new_key);
  } finally {
    await log.close();
  }
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
