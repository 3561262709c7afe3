import type { Command } from 'commander';
import { namesOf } from '../../roles/permissions.js';
import { ListRoles } from '../../roles/queries/list-roles.query.js';
import { columns } from '../columns.js';
import { withBuses } from '../command-bus.js';
import { DATABASE_OPTION, type DatabaseOption } from '../databases.js';
import type { Terminal } from '../terminal.js';

const HELP = `
The higher the position, the more a holder may do to others: moderation reaches only whoever is below. The id is what
\`gatehouse invites create --grant-role\` takes. With --json it is what GET /roles answers.

Examples:
  $ gatehouse roles list
  $ gatehouse --json roles list`;

export function define(roles: Command, terminal: Terminal): void {
  roles.description('Lists the roles.').addHelpText('after', HELP);
  roles
    .command('list')
    .description('Lists the roles, the highest first, with what they permit.')
    .option(...DATABASE_OPTION)
    .addHelpText('after', HELP)
    .action((options: DatabaseOption) => list(options, terminal));
}

/** In words: whoever may do everything is not told each of it. */
function permitted(permissions: number): string {
  const names = namesOf(permissions);
  return names.includes('administrator') ? 'administrator' : names.join(' ') || '-';
}

async function list(options: DatabaseOption, terminal: Terminal): Promise<void> {
  const roles = await withBuses(options, ({ queries }) => queries.execute(new ListRoles()));
  terminal.result(
    columns([
      ['POSITION', 'ID', 'NAME', 'PERMISSIONS'],
      ...roles.map(({ position, id, name, permissions }) => [
        String(position),
        id,
        name,
        permitted(permissions),
      ]),
    ]),
    { ok: true, roles },
  );
}
