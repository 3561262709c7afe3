import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { answeredBefore, runOnce, type IdempotentRequest } from '../../http/idempotency.js';
import { originOf, type Caller } from '../../http/caller.js';
import type { InviteCode, UserId } from '../../platform/ids.js';
import { refuse, Refusal } from '../../platform/refusal.js';
import { CommandRunner } from '../../event-store/commands/command-runner.js';
import { EVENT_STORE, type EventStore } from '../../event-store/event-store.js';
import type { UnitOfWork } from '../../event-store/commands/unit-of-work.js';
import { States } from '../../event-store/states.js';
import { Sessions } from '../../identity/sessions.js';
import {
  loadInvites,
  revokeInvite,
  revokeInvitesOf,
  type StoppedInvite,
} from '../../invites/consequences/revoke-invites.js';
import { authorityOf } from '../../roles/facts/authority-of.js';
import { accepted } from '../../platform/refusal.js';
import {
  decideOnBranch,
  requireBranchAction,
  stepsOf,
  type BranchAction,
  type BranchDecision,
} from '../branch.decide.js';
import { BranchFacts, targetsOf, type Branch } from '../branch-facts.js';
import { outcomeOf, type BranchOutcome } from '../branch-outcome.js';
import type { BranchTop } from '../facts/people-below.js';
import { memberStream } from '../member.fold.js';

/** How far an action has come. */
export interface BranchProgress {
  readonly done: number;
  readonly of: number;
}

/**
 * Kicks or bans everybody in a branch, or revokes all their invites: in steps, each of which is one commit that others
 * wait for, under one request id. Cut off in the middle, it is finished by asking again.
 */
export class ActOnBranch extends Command<BranchOutcome> {
  constructor(
    readonly caller: Caller,
    readonly top: BranchTop,
    readonly action: BranchAction,
    readonly reason: string | undefined,
    readonly isDryRun: boolean,
    readonly idempotency?: IdempotentRequest,
    /** Is told after each step. */
    readonly onProgress?: (progress: BranchProgress) => void,
  ) {
    super();
  }
}

/** What one step did. */
interface Step {
  readonly decision: BranchDecision;
  readonly stopped: readonly StoppedInvite[];
}

@CommandHandler(ActOnBranch)
export class ActOnBranchHandler implements ICommandHandler<ActOnBranch> {
  /** One at a time: of two on the same people the second finds what the first has done. */
  private turn: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly runner: CommandRunner,
    private readonly states: States,
    private readonly sessions: Sessions,
    private readonly facts: BranchFacts,
    @Inject(EVENT_STORE) private readonly store: EventStore,
  ) {}

  async execute(command: ActOnBranch): Promise<BranchOutcome> {
    if (command.isDryRun) {
      const branch = accepted(await this.facts.of(command));
      return outcomeOf(command, branch, branch.stopping);
    }
    const done = this.turn.then(() => this.store.alone('branch', () => this.act(command)));
    this.turn = done.catch(() => undefined);
    return done;
  }

  private async act(command: ActOnBranch): Promise<BranchOutcome> {
    const { caller, idempotency } = command;
    const before = await answeredBefore<BranchOutcome>(this.runner, caller, idempotency);
    if (before) return before;
    const branch = accepted(await this.facts.of(command));
    const steps = [await this.stopInvite(command), ...(await this.actOn(command, branch))];
    const decision = {
      acted: steps.flatMap((step) => step.decision.acted),
      skipped: [
        ...branch.decision.skipped,
        // Who has risen since.
        ...steps.flatMap((step) => step.decision.skipped),
      ],
    };
    const stopped = steps.flatMap((step) => step.stopped);
    const outcome = outcomeOf(command, { ...branch, decision }, stopped);
    return runOnce(this.runner, caller, idempotency, () => Promise.resolve(outcome));
  }

  /** The invite that the branch begins with lets nobody in any more, before those whom it let in go. */
  private async stopInvite({ caller, top, action, reason }: ActOnBranch): Promise<Step> {
    const decision = { acted: [], skipped: [] };
    if (!('invite' in top)) return { decision, stopped: [] };
    const stopped = await this.runner.run(originOf(caller), async (unit) => {
      const actor = await authorityOf(unit, caller.userId);
      const refusal = requireBranchAction(action, true, actor);
      if (refusal) throw refusal;
      return revokeInvite(unit, top.invite, reason);
    });
    return { decision, stopped };
  }

  private async actOn(command: ActOnBranch, branch: Branch): Promise<readonly Step[]> {
    const { decision, stopping } = branch;
    const invites = new Map<UserId, InviteCode[]>();
    for (const { code, created_by } of stopping) {
      invites.set(created_by, [...(invites.get(created_by) ?? []), code]);
    }
    const steps: Step[] = [];
    let done = 0;
    const planned = stepsOf(
      decision.acted,
      ({ target, events }) => events.length + (invites.get(target.userId)?.length ?? 0),
    );
    for (const people of planned) {
      const ids = people.map(({ target }) => target.userId);
      const codes = ids.flatMap((id) => invites.get(id) ?? []);
      try {
        steps.push(
          await this.runner.run(
            originOf(command.caller),
            (unit) => this.step(unit, command, ids),
            () => Promise.all([targetsOf(this.states, ids), loadInvites(this.states, codes)]),
          ),
        );
      } catch (error) {
        throw error instanceof Refusal ? cutShort(error, done, decision.acted.length) : error;
      }
      if (command.action === 'ban') for (const id of ids) this.sessions.forgetAllOf(id);
      done += people.length;
      command.onProgress?.({ done, of: decision.acted.length });
    }
    return steps;
  }

  /** Everybody is decided on once more, as of now. */
  private async step(
    unit: UnitOfWork,
    { caller, top, action, reason }: ActOnBranch,
    ids: readonly UserId[],
  ): Promise<Step> {
    const actor = await authorityOf(unit, caller.userId);
    const refusal = requireBranchAction(action, 'invite' in top, actor);
    if (refusal) throw refusal;
    const decision = decideOnBranch(action, reason, await targetsOf(unit, ids), actor);
    const causes = new Map<UserId, string | undefined>();
    for (const { target, events } of decision.acted) {
      causes.set(target.userId, unit.append(memberStream(target.userId), events));
      if (action === 'ban') this.sessions.endAllOf(unit, target.userId);
    }
    const stopped = await revokeInvitesOf(unit, causes, ...causeOf(action, reason));
    return { decision, stopped };
  }
}

function causeOf(
  action: BranchAction,
  reason: string | undefined,
): ['creator_kicked' | 'creator_banned' | 'revoked', string?] {
  switch (action) {
    case 'kick':
      return ['creator_kicked'];
    case 'ban':
      return ['creator_banned'];
    case 'revoke_invites':
      return reason === undefined ? ['revoked'] : ['revoked', reason];
  }
}

/** Somebody lost the right to go on in the middle. */
function cutShort({ code, detail }: Refusal, done: number, of: number): Refusal {
  return done === 0
    ? refuse(code, detail)
    : refuse(code, `${detail} It was done to ${done} of ${of}.`);
}
