import type { Command } from 'commander';
import type { RoleId } from '../../platform/ids.js';
import { pageSize } from '../../http/query.dto.js';
import { checkedInput } from '../../http/validation.js';
import { codeIn } from '../../invites/code-in.js';
import { CreateInvite } from '../../invites/commands/create-invite.command.js';
import { RevokeInvite } from '../../invites/commands/revoke-invite.command.js';
import { inviteNotFound } from '../../invites/invite.decide.js';
import { INVITE_ORDERS } from '../../invites/invite-order.js';
import { INVITE_STATUSES } from '../../invites/invite-status.js';
import type { InviteView } from '../../invites/invite-view.js';
import { CreateInviteBody, ListInvitesQuery } from '../../invites/invite-requests.dto.js';
import { GetInviteDetails } from '../../invites/queries/get-invite-details.query.js';
import { ListInvites } from '../../invites/queries/list-invites.query.js';
import { ReasonBody } from '../../members/moderation.dto.js';
import { columns } from '../columns.js';
import { withBuses } from '../command-bus.js';
import { DATABASE_OPTION, type DatabaseOption } from '../databases.js';
import type { Terminal } from '../terminal.js';

const HELP = `
The server may run meanwhile: it goes by what was done here within a second. In the log the actor is \`system\`,
and an invite that was made here has no creator.

Examples:
  $ gatehouse invites create --max-uses 10 --expires-in 604800 --label "the team"
  $ gatehouse invites list --status all --q team --order uses
  $ gatehouse invites show Ab3xK9Qz
  $ gatehouse invites revoke Ab3xK9Qz --reason "posted in public"`;

interface CreateOptions extends DatabaseOption {
  readonly maxUses?: string;
  readonly expiresIn?: string;
  readonly grantRole?: string;
  readonly channel?: string;
  readonly label?: string;
}

interface ListOptions extends DatabaseOption {
  readonly status?: string;
  readonly createdBy?: string;
  readonly q?: string;
  readonly order?: string;
  readonly limit?: string;
  readonly cursor?: string;
}

interface RevokeOptions extends DatabaseOption {
  readonly reason?: string;
}

export function define(invites: Command, terminal: Terminal): void {
  invites.description('Creates, lists, shows and revokes invites.').addHelpText('after', HELP);
  invites
    .command('create')
    .description('Creates an invite and prints its link.')
    .option('--max-uses <number>', 'how many may join by it; 0, and without it, is unlimited')
    .option('--expires-in <seconds>', 'how long it works; for ever without it')
    .option('--grant-role <id>', 'a role that whoever joins receives; any but admin')
    .option('--channel <id>', 'where the client lands after joining')
    .option('--label <text>', 'for those who manage invites')
    .option(...DATABASE_OPTION)
    .addHelpText('after', HELP)
    .action((options: CreateOptions) => create(options, terminal));
  invites
    .command('list')
    .description('Lists invites, and searches them.')
    .option('--status <status>', `${INVITE_STATUSES.join(', ')} or all; active without it`)
    .option('--created-by <user id>', 'only theirs')
    .option('--q <text>', 'only those that have it in their label or code')
    .option('--order <order>', `${INVITE_ORDERS.join(', ')}; the newest first without it`)
    .option('--limit <number>', 'how many at the most, up to 100; 50 without it')
    .option('--cursor <cursor>', 'where the page before ended')
    .option(...DATABASE_OPTION)
    .addHelpText('after', HELP)
    .action((options: ListOptions) => list(options, terminal));
  invites
    .command('show')
    .description('Shows an invite, and who came in by it last.')
    .argument('<code>')
    .option(...DATABASE_OPTION)
    .addHelpText('after', HELP)
    .action((code: string, options: DatabaseOption) => show(code, options, terminal));
  invites
    .command('revoke')
    .description('Revokes an invite for good.')
    .argument('<code>')
    .option('--reason <text>', 'for moderators and auditors')
    .option(...DATABASE_OPTION)
    .addHelpText('after', HELP)
    .action((code: string, options: RevokeOptions) => revoke(code, options, terminal));
}

async function create(options: CreateOptions, terminal: Terminal): Promise<void> {
  const invite = await withBuses(options, async ({ commands, operator }) => {
    const body = await checkedInput(CreateInviteBody, {
      ...(options.maxUses !== undefined && { max_uses: numberIn(options.maxUses) }),
      ...(options.expiresIn !== undefined && { expires_in_seconds: numberIn(options.expiresIn) }),
      grant_role_id: options.grantRole,
      channel_id: options.channel,
      label: options.label,
    });
    const terms = {
      maxUses: body.max_uses,
      expiresInSeconds: body.expires_in_seconds ?? null,
      // It was checked: it is the form of a role id, if not the id of a role.
      grantRoleId: (body.grant_role_id ?? null) as RoleId | null,
      channelId: body.channel_id ?? null,
      label: body.label ?? null,
    };
    return commands.execute(new CreateInvite(operator, terms));
  });
  terminal.result([invite.invite_link], { ok: true, invite });
}

/** What is no number is left for the check to refuse. */
function numberIn(text: string): number | string {
  return /^\d{1,15}$/.test(text) ? Number(text) : text;
}

async function list(options: ListOptions, terminal: Terminal): Promise<void> {
  const { invites, next_cursor } = await withBuses(options, async ({ queries, config }) => {
    const query = await checkedInput(ListInvitesQuery, {
      ...(options.status !== undefined && { status: options.status }),
      created_by: options.createdBy,
      q: options.q,
      ...(options.order !== undefined && { order: options.order }),
      limit: options.limit,
      cursor: options.cursor,
    });
    return queries.execute(new ListInvites(query, pageSize(query, config)));
  });
  terminal.result(
    [
      ...columns([
        ['CODE', 'STATUS', 'USES', 'EXPIRES', 'CREATED BY', 'LABEL'],
        ...invites.map((invite) => [
          invite.code,
          invite.status,
          usesOf(invite),
          invite.expires_at ?? 'never',
          invite.created_by ?? 'command line',
          invite.label ?? '',
        ]),
      ]),
      ...(next_cursor === null ? [] : [`More: --cursor ${next_cursor}`]),
    ],
    { ok: true, invites, next_cursor },
  );
}

function usesOf({ use_count, max_uses }: InviteView): string {
  return max_uses === 0 ? `${use_count} of any` : `${use_count} of ${max_uses}`;
}

async function show(code: string, options: DatabaseOption, terminal: Terminal): Promise<void> {
  const details = await withBuses(options, async ({ queries, config }) => {
    const found = await queries.execute(
      new GetInviteDetails(codeIn(code), pageSize({}, config), undefined),
    );
    if (!found) throw inviteNotFound(code);
    return found;
  });
  const { redemptions, next_cursor, ...invite } = details;
  terminal.result(
    [
      ...columns(Object.entries(invite).map(([name, value]) => [name, String(value ?? '-')])),
      ...(redemptions.length === 0 ? [] : ['', 'Who came in by it, the last first:']),
      ...columns(
        redemptions.map((each) => [
          each.redeemed_at,
          each.pubkey ?? each.user_id,
          each.display_name ?? '',
        ]),
      ),
      ...(next_cursor === null ? [] : ['and earlier ones']),
    ],
    { ok: true, invite, redemptions, next_cursor },
  );
}

async function revoke(code: string, options: RevokeOptions, terminal: Terminal): Promise<void> {
  await withBuses(options, async ({ commands, operator }) => {
    const { reason } = await checkedInput(ReasonBody, { reason: options.reason });
    await commands.execute(new RevokeInvite(operator, codeIn(code), reason ?? undefined));
  });
  terminal.result([`Revoked ${code}.`], { ok: true, code });
}
