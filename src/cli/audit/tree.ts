import type { Command } from 'commander';
import { TreeQuery } from '../../audit/queries.dto.js';
import {
  GetInviteTree,
  GetMemberTree,
  type TreeNodeView,
} from '../../audit/queries/get-tree.query.js';
import { SYSTEM } from '../../platform/ids.js';
import { checkedInput } from '../../http/validation.js';
import { withAuditQueries } from '../audit-queries.js';
import { DATABASE_OPTION, type DatabaseOption } from '../databases.js';
import type { Terminal } from '../terminal.js';

const HELP = `
Down: whom a person, or an invite, brought, and they in turn. Up: who brought them, up to the owner. With --json it
is what GET /audit/members/:pubkey/tree or /audit/invites/:code/tree answers.

Examples:
  $ gatehouse audit tree 6ASf5EcmmEHTgDJ4X4ZT5vT6iHVJBXPg5AN5YoTCpGWt
  $ gatehouse audit tree 6ASf5EcmmEHTgDJ4X4ZT5vT6iHVJBXPg5AN5YoTCpGWt --direction up
  $ gatehouse audit tree Ab3xK9Qz --depth 1`;

interface TreeOptions extends DatabaseOption {
  readonly direction?: string;
  readonly depth?: string;
  readonly limit?: string;
  readonly cursor?: string;
}

export function defineTree(audit: Command, terminal: Terminal): void {
  audit
    .command('tree')
    .description('Shows who brought whom.')
    .argument('<who>', 'a public key, a user id, or the code of an invite')
    .option('--direction <direction>', 'up or down; down without it')
    .option('--depth <number>', 'how far, up to 1000')
    .option('--limit <number>', 'how many people, up to 1000; 100 without it')
    .option('--cursor <cursor>', 'where the page before ended')
    .option(...DATABASE_OPTION)
    .addHelpText('after', HELP)
    .action((who: string, options: TreeOptions) => tree(who, options, terminal));
}

async function tree(who: string, options: TreeOptions, terminal: Terminal): Promise<void> {
  const { database: _, ...given } = options;
  const page = await withAuditQueries(options, async ({ queries, userIds }) => {
    const asked = await checkedInput(TreeQuery, given);
    const userId = userIds.userIn(who);
    return userId === undefined
      ? queries.execute(new GetInviteTree(SYSTEM, who, asked))
      : queries.execute(new GetMemberTree(SYSTEM, userId, asked));
  });
  const { nodes, next_cursor } = page;
  terminal.result(
    [
      ...(nodes.length === 0 ? ['Nobody.'] : nodes.map(lineOf)),
      ...(next_cursor === null ? [] : [`More: --cursor ${next_cursor}`]),
    ],
    { ok: true, ...page },
  );
}

function lineOf(node: TreeNodeView): string {
  const { depth, display_name, pubkey, user_id, joined_at, invite_code, invited, left_at } = node;
  const name = display_name === null ? '' : ` "${display_name}"`;
  return [
    `${'  '.repeat(depth)}${pubkey ?? user_id}${name}`,
    `joined ${joined_at}${invite_code === null ? '' : ` by ${invite_code}`}`,
    ...(invited > 0 ? [`brought ${invited}`] : []),
    ...(left_at === null ? [] : [`${node.left_as ?? 'left'} ${left_at}`]),
  ].join(', ');
}
