import type { Command } from 'commander';
import type { QueryBus } from '@nestjs/cqrs';
import { isUserId, type UserId } from '../../platform/ids.js';
import { PageQuery, pageSize } from '../../http/query.dto.js';
import { checkedInput } from '../../http/validation.js';
import { namesSomebody } from '../../identity/public-key.js';
import type { UserIds } from '../../identity/user-ids.js';
import { BanMember } from '../../members/commands/ban-member.command.js';
import { ErasePerson } from '../../members/commands/erase-person.command.js';
import { KickMember } from '../../members/commands/kick-member.command.js';
import { memberNotFound, type NamedKey } from '../../members/moderation.decide.js';
import { ReasonBody } from '../../members/moderation.dto.js';
import { GetMember } from '../../members/queries/get-member.query.js';
import { ListMembers } from '../../members/queries/list-members.query.js';
import { columns } from '../columns.js';
import { withBuses } from '../command-bus.js';
import { DATABASE_OPTION, type DatabaseOption } from '../databases.js';
import { WrongUsage } from '../failures.js';
import type { Terminal } from '../terminal.js';

const HELP = `
People are named by their public key in base58, members also by their user id. The server may run meanwhile: it
goes by what was done here within a second, and cuts off whoever is out. In the log the actor is \`system\`.
Nobody can do this to the owner.

\`erase\` is for when somebody asks to be forgotten, in or not: public key, display name and the reasons of what was
done to them can be read nowhere from then on, and there is no way back. They are out, their sessions and invites
end; a ban goes on holding. Backups that were made before still hold all of it: see docs/operations.md.

Examples:
  $ gatehouse members list
  $ gatehouse members kick 6ASf5EcmmEHTgDJ4X4ZT5vT6iHVJBXPg5AN5YoTCpGWt --reason "cool down"
  $ gatehouse members ban 9f2c5b1d3a7e4c6f8b0a1d2e3f405162 --reason "spam"
  $ gatehouse members erase 9f2c5b1d3a7e4c6f8b0a1d2e3f405162 --yes`;

interface ListOptions extends DatabaseOption {
  readonly limit?: string;
  readonly cursor?: string;
}

interface ReasonOptions extends DatabaseOption {
  readonly reason?: string;
}

interface EraseOptions extends DatabaseOption {
  readonly yes?: true;
}

export function define(members: Command, terminal: Terminal): void {
  members.description('Lists, kicks, bans and erases members.').addHelpText('after', HELP);
  members
    .command('list')
    .description('Lists the members in the order in which they joined.')
    .option('--limit <number>', 'how many at the most, up to 100; 50 without it')
    .option('--cursor <cursor>', 'where the page before ended')
    .option(...DATABASE_OPTION)
    .addHelpText('after', HELP)
    .action((options: ListOptions) => list(options, terminal));
  members
    .command('kick')
    .description('Takes a member out, who may join again; their invites are revoked.')
    .argument('<who>', 'a public key or a user id')
    .option('--reason <text>', 'for moderators and auditors')
    .option(...DATABASE_OPTION)
    .addHelpText('after', HELP)
    .action((who: string, options: ReasonOptions) => kick(who, options, terminal));
  members
    .command('ban')
    .description('Shuts a key out, member or not; its invites and sessions end.')
    .argument('<who>', 'a public key, or the user id of a member')
    .option('--reason <text>', 'for moderators and auditors')
    .option(...DATABASE_OPTION)
    .addHelpText('after', HELP)
    .action((who: string, options: ReasonOptions) => ban(who, options, terminal));
  members
    .command('erase')
    .description('Forgets somebody for good, member or not; there is no way back.')
    .argument('<who>', 'a public key or a user id')
    .option('--yes', 'does it; without it nothing is done')
    .option(...DATABASE_OPTION)
    .addHelpText('after', HELP)
    .action((who: string, options: EraseOptions) => erase(who, options, terminal));
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
        ['PUBLIC KEY', 'USER ID', 'JOINED', 'NAME'],
        ...members.map((member) => [
          member.pubkey ?? 'erased',
          member.user_id,
          member.joined_at,
          member.display_name ?? '',
        ]),
      ]),
      ...(next_cursor === null ? [] : [`More: --cursor ${next_cursor}`]),
    ],
    { ok: true, members, next_cursor },
  );
}

async function kick(who: string, options: ReasonOptions, terminal: Terminal): Promise<void> {
  requireSomebody(who);
  const userId = await withBuses(options, async ({ commands, operator, userIds }) => {
    const { reason } = await checkedInput(ReasonBody, { reason: options.reason });
    const userId = personIn(userIds, who);
    await commands.execute(new KickMember(operator, userId, reason ?? undefined));
    return userId;
  });
  terminal.result([`Kicked ${who}.`], { ok: true, user_id: userId });
}

async function ban(who: string, options: ReasonOptions, terminal: Terminal): Promise<void> {
  requireSomebody(who);
  const result = await withBuses(options, async ({ commands, queries, operator, userIds }) => {
    const { reason } = await checkedInput(ReasonBody, { reason: options.reason });
    const key = isUserId(who) ? await keyOfMember(queries, who) : keyIn(userIds, who);
    return commands.execute(new BanMember(operator, key, reason ?? undefined));
  });
  terminal.result([`Banned ${who}.`], { ok: true, ban: result });
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

/** Before a database is opened for it. */
function requireSomebody(who: string): void {
  if (!namesSomebody(who)) throw notSomebody(who);
}

function notSomebody(who: string): WrongUsage {
  return new WrongUsage(`${who} is neither a public key in base58 nor a user id.`);
}

function personIn(userIds: UserIds, who: string): UserId {
  const userId = userIds.userIn(who);
  if (userId === undefined) throw notSomebody(who);
  return userId;
}

function keyIn(userIds: UserIds, who: string): NamedKey {
  const key = userIds.keyIn(who);
  if (!key) throw notSomebody(who);
  return { userId: key.userId, pubkey: key.text };
}

async function keyOfMember(queries: QueryBus, who: string): Promise<NamedKey> {
  const member = isUserId(who) ? await queries.execute(new GetMember(who)) : undefined;
  const pubkey = member?.pubkey;
  if (!member || !pubkey) throw memberNotFound();
  return { userId: member.user_id, pubkey };
}
