import type { Command } from 'commander';
import { ListRoles } from '../../roles/queries/list-roles.query.js';
import { standingOf } from '../../members/facts/standing.js';
import { memberNotFound } from '../../members/moderation.decide.js';
import { columns } from '../columns.js';
import { withBuses } from '../command-bus.js';
import { DATABASE_OPTION, type DatabaseOption } from '../databases.js';
import type { Terminal } from '../terminal.js';
import { HELP } from './help.js';
import { personIn, requireSomebody } from './named.js';

export function defineShow(members: Command, terminal: Terminal): void {
  members
    .command('show')
    .description('Shows somebody, member or not: roles, how they came in, a ban.')
    .argument('<who>', 'a public key or a user id')
    .option(...DATABASE_OPTION)
    .addHelpText('after', HELP)
    .action((who: string, options: DatabaseOption) => show(who, options, terminal));
}

async function show(who: string, options: DatabaseOption, terminal: Terminal): Promise<void> {
  requireSomebody(who);
  const { person, roles } = await withBuses(options, async ({ queries, states, userIds }) => {
    const person = await standingOf(states, personIn(userIds, who));
    if (!person) throw memberNotFound();
    const all = await queries.execute(new ListRoles());
    return { person, roles: all.filter(({ id }) => person.roles.includes(id)) };
  });
  const { ban, listing } = person;
  const said: readonly (readonly [string, string | null])[] = [
    ['name', person.display_name],
    ['public key', person.pubkey],
    ['user id', person.user_id],
    ['member since', person.joined_at ?? 'no member'],
    ['roles', roles.map(({ id, name }) => `${name} (${id})`).join(', ')],
    ['came in by', person.invite_code],
    ['invited by', person.invited_by],
    ['banned', ban && `${ban.banned_at} by ${ban.banned_by}${ban.reason ? `: ${ban.reason}` : ''}`],
    ['on the allowlist', listing && `${listing.added_at} by ${listing.added_by}`],
  ];
  terminal.result(
    columns(said.map(([what, value]) => [what, value === null || value === '' ? '-' : value])),
    {
      ok: true,
      person,
    },
  );
}
