import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { peopleBelow, type PersonBelow } from '../facts/people-below.js';
import { originOf, type Caller } from '../../http/caller.js';
import type { UserId } from '../../platform/ids.js';
import { accepted, Refusal } from '../../platform/refusal.js';
import { CommandRunner } from '../../event-store/commands/command-runner.js';
import { READ_MODELS, type ReadModels } from '../../event-store/event-store.js';
import type { Statement } from '../../event-store/statement.js';
import type { UnitOfWork } from '../../event-store/commands/unit-of-work.js';
import { States } from '../../event-store/states.js';
import type { StateLoader } from '../../event-store/stream.js';
import { Sessions } from '../../identity/sessions.js';
import {
  openInvitesOf,
  loadInvites,
  revokeInvitesOf,
  type StoppedInvite,
} from '../../invites/consequences/revoke-invites.js';
import { authorityOf } from '../../roles/facts/authority-of.js';
import { memberNotFound } from '../moderation.decide.js';
import {
  decideOnTree,
  MAX_TREE,
  requireTreeAction,
  type TreeAction,
  type TreeDecision,
  type TreeTarget,
} from '../tree.decide.js';
import { memberStream } from '../member.fold.js';
import { outcomeOf, type Found, type TreeOutcome } from '../tree-outcome.js';

/** Kicks or bans somebody and all below them, or revokes all their invites, in one append. */
export class ActOnTree extends Command<TreeOutcome> {
  constructor(
    readonly caller: Caller,
    readonly userId: UserId,
    readonly action: TreeAction,
    readonly reason: string | undefined,
    readonly isDryRun: boolean,
  ) {
    super();
  }
}

/** After so many people others have their turn. */
const TURN = 200;

@CommandHandler(ActOnTree)
export class ActOnTreeHandler implements ICommandHandler<ActOnTree> {
  constructor(
    private readonly runner: CommandRunner,
    private readonly states: States,
    private readonly sessions: Sessions,
    @Inject(READ_MODELS) private readonly readModels: ReadModels,
  ) {}

  async execute(command: ActOnTree): Promise<TreeOutcome> {
    // All states are loaded before the lock is taken: under it, each is at hand.
    const looked = accepted(
      await decide(command, this.states, (statement) =>
        this.readModels.all(statement.text, ...statement.values),
      ),
    );
    const stopping = await this.stoppedInvites(looked);
    if (command.isDryRun) return outcomeOf(command, looked, stopping);
    await loadInvites(
      this.states,
      stopping.map(({ code }) => code),
    );
    const outcome = await this.runner.run(originOf(command.caller), (unit) =>
      this.act(unit, command),
    );
    if (command.action === 'ban') {
      for (const { user_id } of outcome.people) this.sessions.forgetAllOf(user_id);
    }
    return outcome;
  }

  private async stoppedInvites({ decision }: Found): Promise<readonly StoppedInvite[]> {
    const stopped: StoppedInvite[] = [];
    for (const { text, values } of openInvitesOf(idsOf(decision))) {
      stopped.push(...(await this.readModels.all<StoppedInvite>(text, ...values)));
    }
    return stopped;
  }

  private async act(unit: UnitOfWork, command: ActOnTree): Promise<TreeOutcome> {
    const found = accepted(await decide(command, unit, (statement) => unit.all(statement)));
    const causes = new Map<UserId, string | undefined>();
    for (const [index, { target, events }] of found.decision.acted.entries()) {
      causes.set(target.userId, unit.append(memberStream(target.userId), events));
      if (command.action === 'ban') this.sessions.endAllOf(unit, target.userId);
      if (index % TURN === TURN - 1) await new Promise(setImmediate);
    }
    const stopped = await revokeInvitesOf(unit, causes, ...causeOf(command));
    return outcomeOf(command, found, stopped);
  }
}

function causeOf({
  action,
  reason,
}: ActOnTree): ['creator_kicked' | 'creator_banned' | 'revoked', string?] {
  switch (action) {
    case 'kick':
      return ['creator_kicked'];
    case 'ban':
      return ['creator_banned'];
    case 'revoke-invites':
      return reason === undefined ? ['revoked'] : ['revoked', reason];
  }
}

/** Who is in the tree, and what is to become of each, as `loader` sees them. */
async function decide(
  { caller, userId, action, reason }: ActOnTree,
  loader: StateLoader,
  all: (statement: Statement) => Promise<readonly PersonBelow[]>,
): Promise<Found | Refusal> {
  const found = await all(peopleBelow(userId, MAX_TREE + 1));
  const actor = await authorityOf(loader, caller.userId);
  const refusal = requireTreeAction(action, actor, found.length);
  if (refusal) return refusal;
  if (found.length === 0) return memberNotFound();
  const people = found.toSorted((a, b) => a.depth - b.depth || a.position - b.position);
  const targets: TreeTarget[] = [];
  for (let from = 0; from < people.length; from += TURN) {
    const some = people.slice(from, from + TURN);
    targets.push(...(await Promise.all(some.map(({ user_id }) => targetOf(loader, user_id)))));
    await new Promise(setImmediate);
  }
  const decision = decideOnTree(action, reason, targets, actor);
  if (decision instanceof Refusal) return decision;
  return { actor, decision, depths: new Map(people.map((one) => [one.user_id, one.depth])) };
}

async function targetOf(loader: StateLoader, userId: UserId): Promise<TreeTarget> {
  const { state } = await loader.load(memberStream(userId));
  return { userId, state, authority: await authorityOf(loader, userId) };
}

function idsOf({ acted }: TreeDecision): readonly UserId[] {
  return acted.map(({ target }) => target.userId);
}
