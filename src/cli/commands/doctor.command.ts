import type { Command } from 'commander';
import { BadSetting } from '../../settings/bad-setting.js';
import { DatabaseRefused } from '../../event-store/errors.js';
import {
  communityOf,
  DATABASE_OPTION,
  isServed,
  openStored,
  type Community,
  type DatabaseOption,
} from '../databases.js';
import { shownAddress } from '../../settings/database-url.js';
import type { Finding } from '../doctor/finding.js';
import { chain, clock, projections, witnesses } from '../doctor/log-checks.js';
import { proxy, publicly } from '../doctor/proxy-checks.js';
import { role } from '../doctor/role-check.js';
import { settings } from '../doctor/settings-check.js';
import { diskSpace, durable, fileIntegrity, writable } from '../doctor/storage-checks.js';
import { SaidInResult } from '../failures.js';
import type { Terminal } from '../terminal.js';

const HELP = `
Changes nothing, and can run beside the server. Each line begins with ok, warn or fail; with a fail the exit
code is 1. Without --full the last 10,000 events of the chain are recomputed, and read models are asked for
their version only. While a server runs, the public URL is asked, too: whether it leads here, lets WebSockets through and
keeps the metrics back.

Examples:
  $ gatehouse doctor
  $ gatehouse doctor --full --database postgres://gate@db.example/gatehouse`;

interface DoctorOptions extends DatabaseOption {
  readonly full?: true;
}

export function define(command: Command, terminal: Terminal): void {
  command
    .description(
      'Looks at settings, proxy, database, its rights, disk, chain, read models, clock and witnesses.',
    )
    .option(...DATABASE_OPTION)
    .option('--full', 'recompute the whole chain, and replay the log beside the read models')
    .addHelpText('after', HELP)
    .action((options: DoctorOptions) => doctor(options, terminal));
}

async function doctor(options: DoctorOptions, terminal: Terminal): Promise<void> {
  const findings: Finding[] = [];
  for await (const finding of examine(options, terminal)) findings.push(finding);
  const ok = findings.every(({ status }) => status !== 'fail');
  const width = Math.max(...findings.map(({ check }) => check.length));
  terminal.result(
    findings.map(
      ({ check, status, message }) => `${status.padEnd(4)}  ${check.padEnd(width)}  ${message}`,
    ),
    { ok, findings },
  );
  if (!ok) throw new SaidInResult();
}

/** What rests on something that failed is not looked at. */
async function* examine(options: DoctorOptions, terminal: Terminal): AsyncGenerator<Finding> {
  let community: Community;
  try {
    community = communityOf(options);
  } catch (error) {
    if (!(error instanceof BadSetting)) throw error;
    yield { check: 'settings', status: 'fail', message: error.message };
    return;
  }
  const { config, address } = community;
  yield settings(
    config,
    ['', '_FILE'].some((of) => process.env[`GATEHOUSE_PUBLIC_URL${of}`]),
  );
  yield proxy(config);
  try {
    const log = await openStored(address);
    try {
      yield {
        check: 'database',
        status: 'ok',
        message: `${shownAddress(address)}, schema up to date`,
      };
      yield await writable(address, log);
      yield await durable(config, address, log);
      if (address.engine === 'postgres') yield await role(log);
      if (address.engine === 'sqlite') yield diskSpace(address.path);
      if (address.engine === 'sqlite' && options.full) yield await fileIntegrity(log);
      yield await chain(log, options.full === true, terminal);
      yield await projections(log, options.full === true, terminal);
      yield await clock(address, log);
      yield await witnesses(config, log);
      if (await isServed(address)) yield await publicly(config);
    } finally {
      await log.close();
    }
  } catch (error) {
    if (!(error instanceof DatabaseRefused)) throw error;
    yield { check: 'database', status: 'fail', message: error.message };
  }
}
