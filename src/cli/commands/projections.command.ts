import type { Command } from 'commander';
import { rebuildProjections } from '../../event-store/projections/rebuild-projections.js';
import type { Projection } from '../../event-store/projections/projection.js';
import type { StoredLog } from '../../event-store/stored-log.js';
import { PROJECTIONS } from '../../projections.js';
import { checkReadModels } from '../check-community.js';
import {
  communityOf,
  DATABASE_OPTION,
  openStore,
  openStored,
  type Community,
  type DatabaseOption,
} from '../databases.js';
import { shownAddress } from '../../settings/database-url.js';
import { Failure, leaving, refusedAs, WrongUsage } from '../failures.js';
import { standingsIn } from '../../standings.js';
import { counted, type Terminal } from '../terminal.js';

const HELP = `
Read models are made from the log and can be made anew at any time, also while Gatehouse runs: new tables are
filled beside the old ones and take their place in one step.

Examples:
  $ gatehouse projections list
  $ gatehouse projections check
  $ gatehouse projections rebuild
  $ gatehouse projections rebuild member-list invite-list`;

/** To take half-made tables away takes room, too. */
const LEFT =
  'what the read models say is as it was; the next rebuild, or a start, clears away the rest';

/** The server that runs beside us must get its turn at the file: so much longer than our own we wait. */
const TURNS = 1;

export function define(projections: Command, terminal: Terminal): void {
  projections.description('Lists, checks and rebuilds the read models.').addHelpText('after', HELP);
  projections
    .command('list')
    .description('Says which there are, and whether they are of this program’s version.')
    .option(...DATABASE_OPTION)
    .addHelpText('after', HELP)
    .action((options: DatabaseOption) => list(communityOf(options), terminal));
  projections
    .command('check')
    .description('Compares each with what a replay of the log makes; only reads the database.')
    .option(...DATABASE_OPTION)
    .addHelpText('after', HELP)
    .action((options: DatabaseOption) => check(communityOf(options), terminal));
  projections
    .command('rebuild')
    .description('Makes them anew from the log, all or those that are named.')
    .argument('[names...]', 'as `list` has them; all when there are none')
    .option(...DATABASE_OPTION)
    .addHelpText('after', HELP)
    .action((names: string[], options: DatabaseOption) =>
      rebuild(named(names), communityOf(options), terminal),
    );
}

function named(names: readonly string[]): readonly Projection[] {
  const unknown = names.find((name) => !PROJECTIONS.some((projection) => projection.name === name));
  if (unknown !== undefined) {
    const all = PROJECTIONS.map(({ name }) => name).join(', ');
    throw new WrongUsage(`There is no projection ${unknown}; there are ${all}.`);
  }
  return names.length === 0 ? PROJECTIONS : PROJECTIONS.filter(({ name }) => names.includes(name));
}

/** Opens the database, does `work`, closes it. */
async function reading<Result>(
  { address, named }: Community,
  work: (log: StoredLog) => Promise<Result>,
): Promise<Result> {
  const log = await refusedAs(named, () => openStored(address));
  try {
    return await work(log);
  } finally {
    await log.close();
  }
}

async function list(community: Community, terminal: Terminal): Promise<void> {
  const projections = await reading(community, standingsIn);
  const width = Math.max(...projections.map(({ name }) => name.length));
  terminal.result(
    projections.map(
      ({ name, version, current, stored_version }) =>
        `${name.padEnd(width)}  version ${version}  ` +
        (current ? 'current' : `stored: ${stored_version ?? 'none'}; the next start makes it anew`),
    ),
    { ok: true, projections },
  );
}

async function check(community: Community, terminal: Terminal): Promise<void> {
  const { position, differing } = await reading(community, async (log) => {
    await refuseOtherVersions(log, PROJECTIONS);
    return {
      position: (await log.head()).position,
      differing: await checkReadModels(log, terminal),
    };
  });
  if (differing.length > 0) {
    throw new Failure(
      `These tables are not what a replay of the log makes: ${differing.join(', ')}; ` +
        'run `gatehouse projections rebuild`.',
    );
  }
  terminal.result([`All read models are what a replay of ${counted(position)} events makes.`], {
    ok: true,
    position,
    tables: PROJECTIONS.flatMap(({ tables }) => tables),
  });
}

async function rebuild(
  projections: readonly Projection[],
  community: Community,
  terminal: Terminal,
): Promise<void> {
  const { address, named } = community;
  const startedAt = performance.now();
  await reading(community, (log) => refuseOtherVersions(log, projections));
  const store = await refusedAs(named, () => openStore(address));
  let position: number;
  try {
    let turnBegan = performance.now();
    const onProgress = async (done: number, of: number): Promise<void> => {
      terminal.progress('making the read models, events', done, of);
      const pause = (performance.now() - turnBegan) * TURNS;
      await new Promise((resolve) => setTimeout(resolve, pause));
      terminal.signal.throwIfAborted();
      turnBegan = performance.now();
    };
    await refusedAs('rebuild', () =>
      leaving(LEFT, () =>
        store.alone('projections', () => rebuildProjections(store, projections, onProgress)),
      ),
    );
    ({ position } = await store.head());
  } finally {
    await store.close();
  }
  const seconds = Number(((performance.now() - startedAt) / 1000).toFixed(1));
  const names = projections.map(({ name }) => name);
  terminal.result(
    [
      `Made ${names.join(', ')} anew from ${counted(position)} events of ${shownAddress(address)} in ${seconds} s.`,
    ],
    { ok: true, rebuilt: names, position, seconds },
  );
}

/** Tables of another version belong to another program, which may be running. */
async function refuseOtherVersions(
  log: StoredLog,
  projections: readonly Projection[],
): Promise<void> {
  const other = (await standingsIn(log)).find(
    ({ name, current }) => !current && projections.some((each) => each.name === name),
  );
  if (!other) return;
  throw new Failure(
    `${other.name} is stored in version ${other.stored_version ?? 'none'}, and this program makes version ` +
      `${other.version}: stop Gatehouse and run \`gatehouse migrate up\`, or just start this version.`,
  );
}
