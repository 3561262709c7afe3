import type { Config } from '../../config.js';
import type { DatabaseAddress } from '../../settings/database-url.js';
import { ChainBroken, UnreadableEvent } from '../../event-store/errors.js';
import { sql } from '../../event-store/statement.js';
import type { StoredLog } from '../../event-store/stored-log.js';
import { standingsIn } from '../../standings.js';
import { checkChain, checkEndOfChain, checkReadModels } from '../check-community.js';
import { counted, type Terminal } from '../terminal.js';
import { found, type Finding } from './finding.js';

/** How much of the chain is recomputed unless all of it is to be. */
const SAMPLED_EVENTS = 10_000;
/** Clocks of two machines that are kept by NTP differ by less. */
const CLOCK_WARN_MS = 2000;
const CLOCK_FAIL_MS = 60_000;

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
