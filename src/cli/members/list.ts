import type { Command } from 'commander';
import { pageSize } from '../../http/query.dto.js';
import { checkedInput } from '../../http/validation.js';
import { ListMembersQuery, memberFilterIn } from '../../members/list-members.dto.js';
import { ListMembers } from '../../members/queries/list-members.query.js';
import { columns } from '../columns.js';
import { withBuses } from '../command-bus.js';
import { DATABASE_OPTION, type DatabaseOption } from '../databases.js';
import type { Terminal } from '../terminal.js';
import { HELP } from './help.js';

interface ListOptions extends DatabaseOption {
  readonly q?: string;
  readonly role?: string;
  readonly invite?: string;
  readonly invitedBy?: string;
  readonly joinedFrom?: string;
  readonly joinedTo?: string;
  readonly limit?: string;
  readonly cursor?: string;
}

export function defineList(members: Command, terminal: Terminal): void {
  members
    .command('list')
    .description('Lists the members in the order in which they joined, or those who meet a filter.')
    .option('--q <text>', 'whose name begins with it, or whose key or user id')
    .option('--role <id>', 'who hold this role')
    .option('--invite <code>', 'who came in by this invite')
    .option('--invited-by <person>', 'whom somebody brought, by public key or user id')
    .option('--joined-from <time>', 'who joined then or later, e.g. 2026-11-22T10:00:00Z')
    .option('--joined-to <time>', 'who joined then or before')
    .option('--limit <number>', 'how many at the most, up to 100; 50 without it')
    .option('--cursor <cursor>', 'where the page before ended')
    .option(...DATABASE_OPTION)
    .addHelpText('after', HELP)
    .action((options: ListOptions) => list(options, terminal));
}

async function list(options: ListOptions, terminal: Terminal): Promise<void> {
  const { members, next_cursor } = await withBuses(
    options,
    async ({ queries, userIds, config }) => {
      const { q, role, invite, limit, cursor } = options;
      const { invitedBy: invited_by, joinedFrom: joined_from, joinedTo: joined_to } = options;
      const asked = { q, role, invite, invited_by, joined_from, joined_to, limit, cursor };
      const query = await checkedInput(ListMembersQuery, asked);
      const filter = memberFilterIn(query, userIds);
      return queries.execute(new ListMembers(pageSize(query, config), query.cursor, filter));
    },
  );
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
