import type { Command } from 'commander';
import { systemClock } from '../../platform/clock.js';
import { originOf } from '../../http/caller.js';
import type { UserId } from '../../platform/ids.js';
import { Rehearsal } from '../../event-store/commands/rehearsal.js';
import type { DatabaseAddress } from '../../settings/database-url.js';
import { GetServer } from '../../server/queries/get-server.query.js';
import { serverState } from '../../server/facts/server-state.js';
import type { Config } from '../../config.js';
import { withBuses, type Buses } from '../command-bus.js';
import { communityOf, DATABASE_OPTION, openStored, type DatabaseOption } from '../databases.js';
import { shownAddress } from '../../settings/database-url.js';
import { chooseOwner } from '../decentcom/choose-owner.js';
import {
  importCommunity,
  translate,
  type Imported,
  type Translation,
} from '../decentcom/import-community.js';
import { reportOf } from '../decentcom/import-report.js';
import { readSource } from '../decentcom/source-file.js';
import { Failure, refusedAs } from '../failures.js';
import type { Terminal } from '../terminal.js';

const HELP = `
Roles, members, bans, the allowlist and invites become events that say that they were imported; keys, role ids and
codes stay the same. Stop decentcom first: its file is copied, read and never changed. Start Gatehouse once before, so
that there is a community; it may run meanwhile. It is one append: all of it or nothing. What was imported once is known
again, so a second run takes what has come since and changes nothing when all is there. docs/decentcom.md tells what becomes of each row.

Examples:
  $ gatehouse import decentcom decentcom.db --dry-run
  $ gatehouse import decentcom decentcom.db
  $ gatehouse import decentcom decentcom.db --owner 6ASf5EcmmEHTgDJ4X4ZT5vT6iHVJBXPg5AN5YoTCpGWt`;

interface ImportOptions extends DatabaseOption {
  readonly dryRun?: true;
  readonly owner?: string;
  readonly merge?: true;
}

export function define(command: Command, terminal: Terminal): void {
  command.description('Takes a community over from another program.').addHelpText('after', HELP);
  command
    .command('decentcom')
    .description('Takes a community over from the SQLite database of a decentcom server.')
    .argument('<file>', 'the database, e.g. decentcom.db')
    .option('--dry-run', 'say what would be imported, and write nothing')
    .option('--owner <public key>', 'who becomes the owner; without it, the only admin')
    .option('--merge', 'into a community that has members already')
    .option(...DATABASE_OPTION)
    .addHelpText('after', HELP)
    .action((file: string, options: ImportOptions) => importDecentcom(file, options, terminal));
}

async function importDecentcom(
  file: string,
  options: ImportOptions,
  terminal: Terminal,
): Promise<void> {
  const startedAt = performance.now();
  const { address, config, named } = communityOf(options);
  const source = readSource(file);
  const before = await refusedAs(named, () => positionIn(address));
  const { translation, imported, owner, hadOwner } = await withBuses(options, async (buses) => {
    const translation = translate(source, buses.userIds);
    const state = await serverState(buses.states);
    const owner = chooseOwner(options.owner, translation, state.owner, buses.userIds, buses.config);
    const rehearsed = await rehearse(translation, owner, buses, terminal);
    if (options.merge !== true) await refuseOthers(rehearsed, state.owner, buses);
    const imported = options.dryRun
      ? rehearsed
      : await importing(translation, owner, buses, terminal);
    return { translation, imported, owner, hadOwner: state.owner !== null };
  });
  const seconds = Number(((performance.now() - startedAt) / 1000).toFixed(1));
  const position = await positionIn(address);
  const awaited = hadOwner || owner !== undefined ? undefined : waysToOwner(config);
  const report = reportOf(imported.findings);
  const into = shownAddress(address);
  const done = options.dryRun
    ? `Nothing was written. Of ${file}, this would go into ${into}:`
    : `Imported ${file} into ${into} in ${seconds} s:`;
  terminal.result(
    [done, '', ...report.lines, '', ownerLine(translation, owner, imported, awaited, options)],
    {
      ok: true,
      dry_run: options.dryRun === true,
      into,
      ...report.value,
      owner: owner ?? null,
      owner_appointed: imported.appointed,
      position,
      events: position - before,
      seconds,
    },
  );
}

function rehearse(
  translation: Translation,
  owner: UserId | undefined,
  buses: Buses,
  terminal: Terminal,
): Promise<Imported> {
  const { states, readModels, operator } = buses;
  const meta = { ...originOf(operator), now: systemClock.now() };
  const rehearsal = new Rehearsal(states, readModels, meta);
  return importCommunity(translation, owner, buses, terminal, rehearsal);
}

/** Two communities become one only if somebody says so: the admins of the one get power over the other. */
async function refuseOthers(
  { findings }: Imported,
  owner: UserId | null,
  { queries }: Buses,
): Promise<void> {
  const isKnown = findings.some(({ outcome }) => outcome.outcome === 'there' && outcome.imported);
  const { member_count } = await queries.execute(new GetServer());
  if (isKnown || member_count <= (owner === null ? 0 : 1)) return;
  throw new Failure(
    `The community has ${member_count} members, none of them from this file; --merge brings both together, ` +
      'and gives the admins of the file the same role here.',
  );
}

/** All of it in one append: whatever ends it before leaves the community as it was. */
function importing(
  translation: Translation,
  owner: UserId | undefined,
  buses: Buses,
  terminal: Terminal,
): Promise<Imported> {
  return buses.runner.run(originOf(buses.operator), (unit) =>
    importCommunity(translation, owner, buses, terminal, unit),
  );
}

/** @param awaited how somebody becomes the owner, if nobody is */
function ownerLine(
  { people }: Translation,
  owner: UserId | undefined,
  { appointed }: Imported,
  awaited: string | undefined,
  { dryRun, owner: named }: ImportOptions,
): string {
  if (appointed) {
    const pubkey = named ?? people.find(({ key }) => key.userId === owner)?.key.pubkey ?? '';
    const why = named === undefined ? ', the only admin there,' : '';
    return `${pubkey}${why} ${dryRun ? 'would become' : 'is now'} the owner.`;
  }
  if (awaited === undefined) return 'The owner stays who it was.';
  return `There is no owner yet: ${awaited}`;
}

function waysToOwner({ ownerPubkey }: Config): string {
  return ownerPubkey === undefined
    ? '--owner <public key> names one, and so does the link of `gatehouse owner link`.'
    : `GATEHOUSE_OWNER_PUBKEY makes ${ownerPubkey} the owner, on first signing in.`;
}

async function positionIn(address: DatabaseAddress): Promise<number> {
  const log = await openStored(address);
  try {
    return (await log.head()).position;
  } finally {
    await log.close();
  }
}
