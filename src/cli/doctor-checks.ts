import { accessSync, constants, statfsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Config } from '../config.js';
import type { DatabaseAddress } from '../settings/database-url.js';
import { ChainBroken, UnreadableEvent } from '../event-store/errors.js';
import { sql } from '../event-store/statement.js';
import type { StoredLog } from '../event-store/stored-log.js';
import { checkChain, checkEndOfChain, checkReadModels } from './check-community.js';
import { standingsIn } from '../standings.js';
import { counted, type Terminal } from './terminal.js';

/** What one look at a community has found. */
export interface Finding {
  readonly check: string;
  readonly status: 'ok' | 'warn' | 'fail';
  /** What was found and, unless all is well, what to do. */
  readonly message: string;
}

const MEGABYTE = 1024 * 1024;
/** With less than that a log cannot go on for long. */
const LITTLE_BYTES = 100 * MEGABYTE;
/** How much of the chain is recomputed unless all of it is to be. */
const SAMPLED_EVENTS = 10_000;
const OLDEST_POSTGRES = 140_000;
/** Clocks of two machines that are kept by NTP differ by less. */
const CLOCK_WARN_MS = 2000;
const CLOCK_FAIL_MS = 60_000;

function found(status: Finding['status'], check: string, message: string): Finding {
  return { check, status, message };
}

export function settings({ unknown, publicUrl }: Config, isGiven: boolean): Finding {
  if (unknown.length > 0) {
    return found('warn', 'settings', `${unknown.join(', ')}: no such setting, perhaps misspelt`);
  }
  if (!isGiven) {
    return found(
      'warn',
      'settings',
      `invite links begin with ${publicUrl}; set GATEHOUSE_PUBLIC_URL to what people reach`,
    );
  }
  return found('ok', 'settings', `each is allowed; invite links begin with ${publicUrl}`);
}

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

export async function chain(log: StoredLog, full: boolean, terminal: Terminal): Promise<Finding> {
  const { position } = await log.head();
  const broken = (at: number) =>
    found('fail', 'chain', `the log is damaged at position ${at}; restore a backup`);
  if (full) {
    const { ok, firstBadPosition } = await checkChain(log, terminal);
    if (!ok) return broken(firstBadPosition ?? 0);
  }
  try {
    const checked = await checkEndOfChain(log, SAMPLED_EVENTS);
    const said = full
      ? `all ${counted(position)} events`
      : `the last ${counted(checked)} of ${counted(position)} events; --full recomputes all`;
    return found('ok', 'chain', said);
  } catch (error) {
    if (error instanceof ChainBroken) return broken(error.position);
    throw error;
  }
}

export async function projections(
  log: StoredLog,
  full: boolean,
  terminal: Terminal,
): Promise<Finding> {
  const stale = (await standingsIn(log)).filter(({ current }) => !current);
  if (stale.length > 0) {
    const names = stale.map(({ name }) => name).join(', ');
    return found('warn', 'projections', `${names}: of another version; a start makes them anew`);
  }
  if (!full) return found('ok', 'projections', 'of this version; --full compares with a replay');
  let differing: readonly string[];
  try {
    differing = await checkReadModels(log, terminal);
  } catch (error) {
    if (error instanceof UnreadableEvent) return found('fail', 'projections', error.advice);
    if (!(error instanceof ChainBroken)) throw error;
    return found('fail', 'projections', 'a damaged log cannot be replayed; restore a backup');
  }
  if (differing.length === 0) return found('ok', 'projections', 'what a replay of the log makes');
  return found(
    'fail',
    'projections',
    `${differing.join(', ')}: not what a replay makes; run \`gatehouse projections rebuild\``,
  );
}

/** Whether those who are to vouch for the log have seen all of it. */
export async function witnesses({ witnesses: named }: Config, log: StoredLog): Promise<Finding> {
  const check = 'witnesses';
  if (named.length === 0) return found('ok', check, 'none; GATEHOUSE_WITNESSES names some');
  const { position } = await log.head();
  const rows = await log.all<{ witness: string; size: number }>(
    sql('SELECT witness, MAX(size) AS size FROM cosignatures GROUP BY witness'),
  );
  const sizes = new Map(rows.map(({ witness, size }) => [witness, size]));
  const behind = named
    .map(({ key: { name }, verifierKey }) => ({ name, size: sizes.get(verifierKey) ?? 0 }))
    .filter(({ size }) => size < position)
    .map(({ name, size }) => `${name} has signed ${counted(size)} of ${counted(position)} events`);
  if (behind.length === 0) return found('ok', check, 'each has signed all of the log');
  const advice = 'the server says in its log why, and asks again';
  return found('warn', check, `${behind.join('; ')}: ${advice}`);
}

/** Nothing in the log may come from the future, and the server's clock must agree with ours. */
export async function clock(address: DatabaseAddress, log: StoredLog): Promise<Finding> {
  const now = Date.now();
  const { position } = await log.head();
  const [last] = position === 0 ? [] : await log.readStored(position - 1, 1);
  const ahead = last ? Date.parse(last.at) - now : 0;
  if (ahead > CLOCK_WARN_MS) {
    return found(
      ahead > CLOCK_FAIL_MS ? 'fail' : 'warn',
      'clock',
      `the last event is from ${last?.at ?? ''}, which is yet to come; set the clock, e.g. by NTP`,
    );
  }
  if (address.engine === 'sqlite') return found('ok', 'clock', 'no event is from the future');
  const [server] = await log.all<{ ms: string }>(
    sql('SELECT (EXTRACT(EPOCH FROM clock_timestamp()) * 1000)::BIGINT AS ms'),
  );
  const off = Math.abs(Number(server?.ms ?? now) - now);
  if (off < CLOCK_WARN_MS) return found('ok', 'clock', 'agrees with the clock of PostgreSQL');
  return found(
    off > CLOCK_FAIL_MS ? 'fail' : 'warn',
    'clock',
    `${Math.round(off / 1000)} s away from the clock of PostgreSQL; keep both by NTP`,
  );
}
