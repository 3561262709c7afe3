import type { Command } from 'commander';
import { checkedInput } from '../../http/validation.js';
import { BanMember } from '../../members/commands/ban-member.command.js';
import { KickMember } from '../../members/commands/kick-member.command.js';
import { UnbanMember } from '../../members/commands/unban-member.command.js';
import { personById } from '../../members/facts/person.js';
import { memberNotFound, type NamedKey } from '../../members/moderation.decide.js';
import { ReasonBody } from '../../members/moderation.dto.js';
import { withBuses, type Buses } from '../command-bus.js';
import { DATABASE_OPTION, type DatabaseOption } from '../databases.js';
import type { Terminal } from '../terminal.js';
import { HELP } from './help.js';
import { personIn, requireSomebody } from './named.js';

interface ReasonOptions extends DatabaseOption {
  readonly reason?: string;
}

type Act = (who: string, options: ReasonOptions, terminal: Terminal) => Promise<void>;

export function defineModeration(members: Command, terminal: Terminal): void {
  const acts: readonly (readonly [name: string, description: string, act: Act])[] = [
    ['kick', 'Takes a member out, who may join again; their invites are revoked.', kick],
    ['ban', 'Shuts a key out, member or not; its invites and sessions end.', ban],
    ['unban', 'Lets somebody who was banned join again.', unban],
  ];
  for (const [name, description, act] of acts) {
    members
      .command(name)
      .description(description)
      .argument('<who>', 'a public key or a user id')
      .option('--reason <text>', 'for moderators and auditors')
      .option(...DATABASE_OPTION)
      .addHelpText('after', HELP)
      .action((who: string, options: ReasonOptions) => act(who, options, terminal));
  }
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
  const result = await withBuses(options, async (buses) => {
    const { reason } = await checkedInput(ReasonBody, { reason: options.reason });
    const key = await keyOf(buses, who);
    return buses.commands.execute(new BanMember(buses.operator, key, reason ?? undefined));
  });
  terminal.result([`Banned ${who}.`], { ok: true, ban: result });
}

async function unban(who: string, options: ReasonOptions, terminal: Terminal): Promise<void> {
  requireSomebody(who);
  const userId = await withBuses(options, async ({ commands, operator, userIds }) => {
    const { reason } = await checkedInput(ReasonBody, { reason: options.reason });
    const userId = personIn(userIds, who);
    await commands.execute(new UnbanMember(operator, userId, reason ?? undefined));
    return userId;
  });
  terminal.result([`${who} may join again.`], { ok: true, user_id: userId });
}

/** The key that is to be shut out: as it was given, or of somebody who has been seen here. */
async function keyOf({ userIds, states }: Buses, who: string): Promise<NamedKey> {
  const key = userIds.keyIn(who);
  if (key) return { userId: key.userId, pubkey: key.text };
  const { user_id, pubkey } = await personById(states, personIn(userIds, who));
  if (pubkey === null) throw memberNotFound();
  return { userId: user_id, pubkey };
}
