import type { Command } from 'commander';
import { ErasePerson } from '../../members/commands/erase-person.command.js';
import { withBuses } from '../command-bus.js';
import { DATABASE_OPTION, type DatabaseOption } from '../databases.js';
import { WrongUsage } from '../failures.js';
import type { Terminal } from '../terminal.js';
import { HELP } from './help.js';
import { personIn, requireSomebody } from './named.js';

interface EraseOptions extends DatabaseOption {
  readonly yes?: true;
}

export function defineErase(members: Command, terminal: Terminal): void {
  members
    .command('erase')
    .description('Forgets somebody for good, member or not; there is no way back.')
    .argument('<who>', 'a public key or a user id')
    .option('--yes', 'does it; without it nothing is done')
    .option(...DATABASE_OPTION)
    .addHelpText('after', HELP)
    .action((who: string, options: EraseOptions) => erase(who, options, terminal));
}

async function erase(who: string, options: EraseOptions, terminal: Terminal): Promise<void> {
  requireSomebody(who);
  if (!options.yes) {
    throw new WrongUsage(`There is no way back: add --yes to erase ${who}. Nothing was done.`);
  }
  const userId = await withBuses(options, async ({ commands, operator, userIds }) => {
    const userId = personIn(userIds, who);
    await commands.execute(new ErasePerson(operator, userId));
    return userId;
  });
  terminal.result(
    [
      `Erased ${userId}.`,
      'Backups and exports that were made before still hold what they held: see docs/operations.md.',
    ],
    { ok: true, user_id: userId },
  );
}
