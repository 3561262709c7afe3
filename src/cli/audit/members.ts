import type { Command } from 'commander';
import { AuditPageQuery } from '../../audit/queries.dto.js';
import { ListMembersAsOf } from '../../audit/queries/list-members-as-of.query.js';
import { checkedInput } from '../../http/validation.js';
import type { Standing } from '../../members/facts/standing.js';
import { SYSTEM } from '../../platform/ids.js';
import { withAuditQueries } from '../audit-queries.js';
import { columns } from '../columns.js';
import { DATABASE_OPTION, type DatabaseOption } from '../databases.js';
import { momentIn } from '../moment.js';
import type { Terminal } from '../terminal.js';

const HELP = `
In the order of joining, each as they were then. With --json it is what GET /audit/members answers.

Examples:
  $ gatehouse audit members --as-of 2026-11-22T10:00:00Z
  $ gatehouse --json audit members --as-of 4711 --limit 1000`;

interface MembersOptions extends DatabaseOption {
  readonly asOf?: string;
  readonly after?: string;
  readonly limit?: string;
}

export function defineMembers(audit: Command, terminal: Terminal): void {
  audit
    .command('members')
    .description('Lists who was in at a moment, and as what.')
    .option('--as-of <moment>', 'a position of the log, or a time; now without it')
    .option('--after <position>', 'where the page before ended')
    .option('--limit <number>', 'how many members, up to 1000; 100 without it')
    .option(...DATABASE_OPTION)
    .addHelpText('after', HELP)
    .action((options: MembersOptions) => members(options, terminal));
}

async function members(
  { asOf, after, limit, ...options }: MembersOptions,
  terminal: Terminal,
): Promise<void> {
  const moment = asOf === undefined ? {} : await momentIn('--as-of', asOf);
  const found = await withAuditQueries(options, async ({ queries }) => {
    const page = await checkedInput(AuditPageQuery, {
      after,
      ...(limit !== undefined && { limit }),
    });
    return queries.execute(new ListMembersAsOf(SYSTEM, { ...moment, ...page }));
  });
  const { as_of, members: listed, next_cursor } = found;
  terminal.result(
    [
      `Members as of position ${as_of.position}, ${as_of.at}:`,
      ...(listed.length === 0
        ? ['There was none then.']
        : columns([['MEMBER', 'NAME', 'JOINED', 'INVITE', 'ROLES'], ...listed.map(cells)])),
      ...(next_cursor === null ? [] : [`More: --after ${next_cursor}`]),
    ],
    { ok: true, ...found },
  );
}

function cells(member: Standing): readonly string[] {
  const { pubkey, user_id, display_name, joined_at, invite_code, roles } = member;
  const name = display_name === null ? '-' : JSON.stringify(display_name);
  return [pubkey ?? user_id, name, joined_at ?? '-', invite_code ?? '-', roles.join(',') || '-'];
}
