import type { Command } from 'commander';
import { PageQuery, pageSize } from '../../http/query.dto.js';
import { checkedInput } from '../../http/validation.js';
import { ListMembers } from '../../members/queries/list-members.query.js';
import { columns } from '../columns.js';
import { withBuses } from '../command-bus.js';
import { DATABASE_OPTION, type DatabaseOption } from '../databases.js';
import type { Terminal } from '../terminal.js';
import { HELP } from './help.js';

interface ListOptions extends DatabaseOption {
  readonly limit?: string;
  readonly cursor?: string;
}

export function defineList(members: Command, terminal: Terminal): void {
  members
    .command('list')
    .description('Lists the members in the order in which they joined.')
    .option('--limit <number>', 'how many at the most, up to 100; 50 without it')
    .option('--cursor <cursor>', 'where the page before ended')
    .option(...DATABASE_OPTION)
    .addHelpText('after', HELP)
    .action((options: ListOptions) => list(options, terminal));
}

async function list(options: ListOptions, terminal: Terminal): Promise<void> {
  const { members, next_cursor } = await withBuses(options, async ({ queries, config }) => {
    const { limit, cursor } = options;
    const query = await checkedInput(PageQuery, { limit, cursor });
    return queries.execute(new ListMembers(pageSize(query, config), query.cursor));
  });
  terminal.result(
    [
      ...columns([
        ['PUBLIC KEY', 'USER ID', 'JOINED', 'ROLES', 'NAME'],
        ...members.map((member) => [
          member.pubkey ?? 'erased',
          member.user_id,
          member.joined_at,
          member.roles.join(' ') || '-',
          member.display_name ?? '',
        ]),
      ]),
      ...(next_cursor === null ? [] : [`More: --cursor ${next_cursor}`]),
    ],
    { ok: true, members, next_cursor },
  );
}
