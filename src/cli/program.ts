import { Command } from 'commander';
import type { Terminal } from './terminal.js';
import { version } from '../platform/version.js';

interface CommandFile {
  /** Adds what the command is, takes and does. */
  define(command: Command, terminal: Terminal): void;
}

interface Entry {
  readonly name: string;
  readonly summary: string;
  /** Only the command that is asked for is loaded: most draw in half the program. */
  readonly load: () => Promise<CommandFile>;
}

/** Every command, in the order of the help. */
const COMMANDS: readonly Entry[] = [
  {
    name: 'start',
    summary: 'run the server',
    load: () => import('./commands/start.command.js'),
  },
  {
    name: 'demo',
    summary: 'make a throw-away community to look at, and run it',
    load: () => import('./commands/demo.command.js'),
  },
  {
    name: 'config',
    summary: 'say each setting, and where its value comes from',
    load: () => import('./commands/config.command.js'),
  },
  {
    name: 'migrate',
    summary: 'look at the schema of the database, bring it up to date',
    load: () => import('./commands/migrate.command.js'),
  },
  {
    name: 'doctor',
    summary: 'look whether all is well',
    load: () => import('./commands/doctor.command.js'),
  },
  {
    name: 'backup',
    summary: 'write the community into a new file, verified',
    load: () => import('./commands/backup.command.js'),
  },
  {
    name: 'restore',
    summary: 'make the database anew from a backup, verified',
    load: () => import('./commands/restore.command.js'),
  },
  {
    name: 'copy',
    summary: 'copy a community into an empty database, to PostgreSQL or back',
    load: () => import('./commands/copy.command.js'),
  },
  {
    name: 'replay',
    summary: 'write the community as it was at a moment into a new file',
    load: () => import('./commands/replay.command.js'),
  },
  {
    name: 'audit',
    summary: 'look into the log, export it and prove it',
    load: () => import('./commands/audit.command.js'),
  },
  {
    name: 'log',
    summary: 'say by which keys the log is verified',
    load: () => import('./commands/log.command.js'),
  },
  {
    name: 'import',
    summary: 'take a community over from decentcom',
    load: () => import('./commands/import.command.js'),
  },
  {
    name: 'projections',
    summary: 'list, check and rebuild the read models',
    load: () => import('./commands/projections.command.js'),
  },
  {
    name: 'invites',
    summary: 'create, list, show and revoke invites',
    load: () => import('./commands/invites.command.js'),
  },
  {
    name: 'members',
    summary: 'list and show members, kick, ban, unban and erase them',
    load: () => import('./commands/members.command.js'),
  },
  {
    name: 'roles',
    summary: 'list the roles',
    load: () => import('./commands/roles.command.js'),
  },
  {
    name: 'owner',
    summary: 'print the owner link, hand the community over',
    load: () => import('./commands/owner.command.js'),
  },
];

const EXIT_CODES = `
Exit codes: 0 done, 1 failed, 2 wrong usage, 3 not found, 4 refused by a rule, 5 intact as far as can be seen,
130 interrupted.
Settings come from the environment and .env, as for the server.`;

/** The command line, ready to parse `args`. */
export async function gatehouse(args: readonly string[], terminal: Terminal): Promise<Command> {
  const program = new Command('gatehouse')
    .description('The operator’s side of Gatehouse.')
    .version(version(), '-V, --version', 'say which version this is')
    .helpOption('-h, --help', 'say how it is used')
    .helpCommand('help [command]', 'the same as --help')
    .option('--json', 'answer with one line of JSON')
    .configureHelp({ showGlobalOptions: true })
    .showHelpAfterError('(--help says how it is used)')
    .addHelpText('after', EXIT_CODES)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => terminal.out.write(text),
      writeErr: (text) => terminal.err.write(text),
      // Elsewhere 80 columns, however wide the terminal is.
      getOutHelpWidth: () => (terminal.out.isTTY ? process.stdout.columns : 80),
    });
  for (const { name, summary, load } of COMMANDS) {
    const command = program.command(name).summary(summary);
    if (args.includes(name)) (await load()).define(command, terminal);
  }
  return program;
}
