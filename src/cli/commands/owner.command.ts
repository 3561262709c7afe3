import type { Command } from 'commander';
import { namesSomebody } from '../../identity/public-key.js';
import { CreateOwnerLink } from '../../invites/commands/create-owner-link.command.js';
import { TransferOwnership } from '../../server/commands/transfer-ownership.command.js';
import { serverState } from '../../server/facts/server-state.js';
import { withBuses } from '../command-bus.js';
import { DATABASE_OPTION, type DatabaseOption } from '../databases.js';
import { EXIT, Failure, WrongUsage } from '../failures.js';
import type { Terminal } from '../terminal.js';

const LINK_HELP = `
The link works once, and only while there is no owner. There is one at a time: while one is open, that is printed, as a
start does; else a new one is made. Whoever has it can take the community: hand it over as you would a password. Should the
wrong ones have it, --new revokes it and makes another.

Examples:
  $ gatehouse owner link
  $ gatehouse owner link --new
  $ gatehouse --json owner link --database postgres://gate@db.example/gatehouse`;

const MADE_NOW = 'It is a new one; none that was printed before works any more.';
const THERE_BEFORE = 'It is the one that was printed before: no other works.';

const TRANSFER_HELP = `
Only a member can become the owner; named by public key or user id. They receive the role admin, which the owner
until now hands over with the community: who stays a member with all other roles. The server may run meanwhile: it
goes by it within a second. In the log the actor is \`system\`.

Examples:
  $ gatehouse owner transfer 6ASf5EcmmEHTgDJ4X4ZT5vT6iHVJBXPg5AN5YoTCpGWt --yes
  $ gatehouse --json owner transfer 9f2c5b1d3a7e4c6f8b0a1d2e3f405162 --yes`;

interface LinkOptions extends DatabaseOption {
  readonly new?: true;
}

interface TransferOptions extends DatabaseOption {
  readonly yes?: boolean;
}

export function define(owner: Command, terminal: Terminal): void {
  owner.description('Is about the owner of the community.').addHelpText('after', LINK_HELP);
  owner
    .command('link')
    .description('Prints the link that makes whoever joins by it the owner.')
    .option('--new', 'make another, and revoke the one that there is')
    .option(...DATABASE_OPTION)
    .addHelpText('after', LINK_HELP)
    .action((options: LinkOptions) => link(options, terminal));
  owner
    .command('transfer')
    .description('Makes another member the owner.')
    .argument('<who>', 'a public key, or a user id')
    .option('--yes', 'do it: without it nothing is done')
    .option(...DATABASE_OPTION)
    .addHelpText('after', TRANSFER_HELP)
    .action((who: string, options: TransferOptions) => transfer(who, options, terminal));
}

async function link(options: LinkOptions, terminal: Terminal): Promise<void> {
  const found = await withBuses(options, async ({ commands, states, config, operator }) => {
    // First of all: what the settings say counts only as long as there is none.
    if ((await serverState(states)).owner !== null) return undefined;
    if (config.ownerPubkey !== undefined) {
      throw new Failure(
        `GATEHOUSE_OWNER_PUBKEY makes ${config.ownerPubkey} the owner, on first signing in.`,
      );
    }
    if (config.bootstrap === 'first-user') {
      throw new Failure('GATEHOUSE_BOOTSTRAP makes whoever signs in first the owner.');
    }
    return commands.execute(new CreateOwnerLink(operator.requestId, options.new));
  });
  if (found === undefined) throw new Failure('The community has an owner already.', EXIT.refused);
  const { link, isNew } = found;
  terminal.result([link], { ok: true, link, is_new: isNew });
  // Beside the link, which is all that a script wants.
  if (!terminal.json) terminal.warn(isNew ? MADE_NOW : THERE_BEFORE);
}

async function transfer(who: string, options: TransferOptions, terminal: Terminal): Promise<void> {
  const nobody = new WrongUsage(`${who} is neither a public key in base58 nor a user id.`);
  if (!namesSomebody(who)) throw nobody;
  if (options.yes !== true) {
    throw new WrongUsage(`--yes makes ${who} the owner; nothing was done.`);
  }
  const { owner, formerOwner } = await withBuses(options, ({ commands, operator, userIds }) => {
    const userId = userIds.userIn(who);
    if (userId === undefined) throw nobody;
    return commands.execute(new TransferOwnership(operator, userId));
  });
  terminal.result(
    [formerOwner === null ? `${who} is the owner already.` : `${who} is the owner now.`],
    { ok: true, owner, former_owner: formerOwner },
  );
}
