import type { Command } from 'commander';
import { A_DATABASE, databaseAt } from '../../settings/database-url.js';
import { DATABASE_OPTION, type DatabaseOption } from '../databases.js';
import { WrongUsage } from '../failures.js';

const HELP = `
Ends on Ctrl-C or SIGTERM, when what is running has been answered.

With --read-only nothing is written to the database, by no call and at no time: whoever could sign in by then can
look, and what would change anything is answered with 503 STORAGE_UNAVAILABLE. Sessions are kept in memory.

Examples:
  $ gatehouse start
  $ GATEHOUSE_PORT=9000 gatehouse start --database sqlite:elsewhere.db
  $ gatehouse start --read-only --database sqlite:tuesday.db`;

interface StartOptions extends DatabaseOption {
  readonly readOnly?: boolean;
}

export function define(command: Command): void {
  command
    .description('Runs the server, as `npm start` does.')
    .option('--read-only', 'write nothing: serve the community to be looked at')
    .option(...DATABASE_OPTION)
    .addHelpText('after', HELP)
    .action(start);
}

async function start({ database, readOnly }: StartOptions): Promise<void> {
  if (database !== undefined) {
    if (!databaseAt(database)) {
      throw new WrongUsage(`--database names no database; it must be ${A_DATABASE}.`);
    }
    process.env.GATEHOUSE_DATABASE_URL = database;
    delete process.env.GATEHOUSE_DATABASE_URL_FILE;
  }
  if (readOnly === true) process.env.GATEHOUSE_READ_ONLY = 'on';
  // The program itself, in this very process: it lives until a signal ends it.
  await import('../../main.js');
}
