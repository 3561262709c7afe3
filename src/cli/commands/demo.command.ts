import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import { systemClock } from '../../platform/clock.js';
import { freePort } from '../demo/free-port.js';
import type { DemoCommunity, DemoOptions } from '../demo/make-community.js';
import { raid, RAIDERS } from '../demo/raid.js';
import { Failure, WrongUsage } from '../failures.js';
import { scratchFolder } from '../scratch-folder.js';
import type { Terminal } from '../terminal.js';

const HELP = `
Listens on 127.0.0.1 only. Who is in the demo, and their keys, follow from the seed and are no secret:
it is to be looked at, not to be lived in. Ends on Ctrl-C, and takes its folder away.

Examples:
  $ gatehouse demo
  $ gatehouse demo --port 9000 --keep
  $ gatehouse demo --dir /tmp/my-demo --seed 7
  $ gatehouse demo --raid`;

const RAID_HINT =
  `Press Enter here, and ${RAIDERS} strangers come in through the link that stands on its website: ` +
  'see them in the console, stop them, and undo it.';

const DEFAULT_PORT = 8080;
const DATABASE = 'gatehouse.db';
const OWNER_KEY = 'owner.gatehouse-key.json';
/** What SQLite and the server put beside it. */
const FILES = ['', '-wal', '-shm', '.signing-key'].map((suffix) => `${DATABASE}${suffix}`);

interface Options {
  readonly port: string;
  readonly dir?: string;
  readonly keep?: true;
  readonly seed: string;
  readonly raid?: true;
}

export function define(demo: Command, terminal: Terminal): void {
  demo
    .description('Makes a throw-away community of 300 with a history of 60 days, and runs it.')
    .option('--port <port>', 'where to listen; 0 for any that is free', String(DEFAULT_PORT))
    .option('--dir <folder>', 'make it in this folder, and leave it there')
    .option('--keep', 'leave the temporary folder there')
    .option('--seed <number>', 'another seed makes other people', '1')
    .option('--raid', `at each press of Enter ${RAIDERS} strangers come in through one link`)
    .addHelpText('after', HELP)
    .action((options: Options) => run(options, terminal));
}

async function run(options: Options, terminal: Terminal): Promise<void> {
  const seed = wholeNumber('--seed', options.seed, 2 ** 32 - 1);
  const port = await freePort(wholeNumber('--port', options.port, 65_535));
  const url = `http://localhost:${port}`;
  const folder = demoFolder(options, terminal);
  const databaseUrl = `sqlite:${join(folder, DATABASE)}`;
  // npm passes Ctrl-C on to us, who have had it already: the second must not end us before all is gone.
  process.on('SIGINT', () => undefined);
  const where = { databaseUrl, publicUrl: url, seed };
  const made = await make(where, terminal).catch((error: unknown) => {
    // Half a community is none.
    for (const file of FILES) rmSync(join(folder, file), { force: true });
    throw error;
  });
  const keyFile = join(folder, OWNER_KEY);
  writeFileSync(keyFile, made.ownerKey.file);
  // Whatever this shell is set to, it is not for the demo.
  for (const name of Object.keys(process.env)) {
    if (name.startsWith('GATEHOUSE_')) process.env[name] = '';
  }
  Object.assign(process.env, {
    GATEHOUSE_PORT: String(port),
    GATEHOUSE_PUBLIC_URL: url,
    GATEHOUSE_DATABASE_URL: databaseUrl,
    GATEHOUSE_LOG_LEVEL: 'warn',
    // Raiders come from many addresses; nobody else can reach it.
    ...(options.raid && { GATEHOUSE_TRUST_PROXY: '1' }),
  });
  const lines = guide(made, url, keyFile);
  terminal.result(options.raid ? [...lines, RAID_HINT, ''] : lines, {
    ok: true,
    url,
    admin_link: made.links.admin,
    links: made.links,
    owner_key: { file: keyFile, passphrase: made.ownerKey.passphrase },
    folder,
  });
  // The program itself, in this very process: it lives until a signal ends it.
  await import('../../main.js');
  if (options.raid) raidOnEnter(url, made.postedCode, terminal);
}

/** One raid at a time. */
function raidOnEnter(url: string, code: string, terminal: Terminal): void {
  process.stdin.once('data', () => {
    process.stdin.pause();
    const { signal } = terminal;
    const progress = (done: number, of: number): void =>
      terminal.progress('strangers come in', done, of);
    raid({ url, code, progress, signal })
      .then(
        ({ joined, refusal = '' }) => {
          terminal.warn(`${joined} of ${RAIDERS} strangers came in. ${refusal}`.trimEnd());
        },
        (error: unknown) => {
          if (!signal.aborted) terminal.warn(`The raid ended: ${String(error)}.`);
        },
      )
      .finally(() => {
        if (!signal.aborted) raidOnEnter(url, code, terminal);
      });
  });
  process.stdin.resume();
}

async function make(
  where: Pick<DemoOptions, 'databaseUrl' | 'publicUrl' | 'seed'>,
  terminal: Terminal,
): Promise<DemoCommunity> {
  // Loaded when it is wanted: it draws in all commands of the server.
  const { makeCommunity } = await import('../demo/make-community.js');
  return makeCommunity({
    ...where,
    now: systemClock.now(),
    progress: (day, of) => {
      terminal.signal.throwIfAborted();
      terminal.progress('living through the days', day, of);
    },
  });
}

/** The folder of the database, which is gone when the process ends unless it is to stay. */
function demoFolder({ dir, keep }: Options, terminal: Terminal): string {
  if (dir !== undefined) {
    const folder = resolve(dir);
    if (existsSync(join(folder, DATABASE))) {
      throw new Failure(
        `--dir: there is a community in ${folder} already. Run it by ` +
          `\`gatehouse start --database sqlite:${join(folder, DATABASE)}\`, or name another folder.`,
      );
    }
    mkdirSync(folder, { recursive: true });
    return folder;
  }
  if (!keep) {
    const folder = scratchFolder('demo');
    process.once('exit', folder.remove);
    return folder.path;
  }
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-demo-'));
  terminal.warn(`The demo stays in ${folder}.`);
  return folder;
}

function guide(made: DemoCommunity, url: string, keyFile: string): readonly string[] {
  const { links, ownerKey, busyCode } = made;
  return [
    'Open this link: it makes your browser an administrator.',
    '',
    `  ${links.admin}`,
    '',
    'Then look at',
    `  ${url}/invites           links in every status; make one, and open it in a private window`,
    `  ${url}/invites/${busyCode}  one of them: who came in through it, and when`,
    `  ${url}/members           300 people, and who brought whom`,
    `  ${url}/audit             all that happened, as of any moment`,
    '',
    'To be somebody else, open one of these in a private window',
    `  a moderator  ${links.moderator}`,
    `  an auditor   ${links.auditor}`,
    `  a member     ${links.member}`,
    '',
    `To be the owner, press "Use a key that you saved" at ${url}/ in another, and choose`,
    `  ${keyFile}`,
    `  whose passphrase is: ${ownerKey.passphrase}`,
    '',
    'Ctrl-C ends it.',
    '',
  ];
}

function wholeNumber(option: string, text: string, most: number): number {
  const number = /^\d{1,10}$/.test(text) ? Number(text) : NaN;
  if (number <= most) return number;
  throw new WrongUsage(`${option} is ${text}; it must be a whole number from 0 to ${most}.`);
}
