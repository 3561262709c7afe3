import { accessSync, constants, statfsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Config } from '../../config.js';
import type { DatabaseAddress } from '../../settings/database-url.js';
import { sql } from '../../event-store/statement.js';
import type { StoredLog } from '../../event-store/stored-log.js';
import { counted } from '../terminal.js';
import { found, type Finding } from './finding.js';

const MEGABYTE = 1024 * 1024;
/** With less than that a log cannot go on for long. */
const LITTLE_BYTES = 100 * MEGABYTE;
const OLDEST_POSTGRES = 140_000;

/** Whether the log can be written. */
export async function writable(address: DatabaseAddress, log: StoredLog): Promise<Finding> {
  if (address.engine === 'sqlite') return writableFile(address.path);
  const [server] = await log.all<{ version: string; standby: boolean; read_only: string }>(
    sql(`SELECT current_setting('server_version_num') AS version, pg_is_in_recovery() AS standby,
      current_setting('default_transaction_read_only') AS read_only`),
  );
  if (!server || Number(server.version) < OLDEST_POSTGRES) {
    return found('fail', 'writable', 'PostgreSQL 14 or newer is needed; update the server');
  }
  if (server.standby) {
    return found('fail', 'writable', 'this server is a standby; name the primary in the URL');
  }
  if (server.read_only === 'on') {
    return found('fail', 'writable', 'default_transaction_read_only is on; turn it off');
  }
  return found('ok', 'writable', `PostgreSQL ${Math.floor(Number(server.version) / 10_000)}`);
}

/** Whether what is answered survives a power cut. */
export async function durable(
  { sqlite }: Config,
  { engine }: DatabaseAddress,
  log: StoredLog,
): Promise<Finding> {
  const check = 'durable';
  if (engine === 'sqlite') {
    if (sqlite.synchronous === 'full') return found('ok', check, 'each answer waits for the disk');
    const setting = 'GATEHOUSE_SQLITE_SYNCHRONOUS is normal';
    return found('warn', check, `${setting}: a power cut can take back the last answers`);
  }
  const [server] = await log.all<{ fsync: string; synchronous_commit: string }>(
    sql(`SELECT current_setting('fsync') AS fsync,
      current_setting('synchronous_commit') AS synchronous_commit`),
  );
  const off = Object.entries(server ?? {}).flatMap(([name, value]) =>
    value === 'off' ? name : [],
  );
  if (off.length === 0) return found('ok', check, 'each answer waits for the disk of PostgreSQL');
  return found('warn', check, `off: ${off.join(', ')}; a crash can take back the last answers`);
}

function writableFile(path: string): Finding {
  // SQLite writes files beside the database, too.
  for (const place of [path, dirname(path)]) {
    try {
      accessSync(place, constants.W_OK);
    } catch {
      return found('fail', 'writable', `${place} cannot be written; look at its owner and mode`);
    }
  }
  return found('ok', 'writable', `${path} and its folder`);
}

/** Room for the log to grow, and for a backup beside it. */
export function diskSpace(path: string): Finding {
  const { bavail, bsize } = statfsSync(dirname(path));
  const [free, size] = [bavail * bsize, statSync(path).size];
  const said = `${megabytes(free)} free, the database has ${megabytes(size)}`;
  if (free < LITTLE_BYTES) return found('fail', 'disk', `${said}; make room`);
  if (free < size + LITTLE_BYTES) {
    return found('warn', 'disk', `${said}: no room for a backup or a rebuild here`);
  }
  return found('ok', 'disk', said);
}

function megabytes(bytes: number): string {
  return `${counted(Math.round(bytes / MEGABYTE))} MB`;
}

/** What SQLite says of its own file. */
export async function fileIntegrity(log: StoredLog): Promise<Finding> {
  const rows = await log.all<{ quick_check: string }>(sql('PRAGMA quick_check(3)'));
  const said = rows.map(({ quick_check }) => quick_check).join('; ');
  if (said === 'ok') return found('ok', 'file', 'SQLite finds no damage');
  return found('fail', 'file', `SQLite finds damage: ${said}; restore a backup`);
}
