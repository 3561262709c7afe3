import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { answeredBefore, runOnce, type IdempotentRequest } from '../../http/idempotency.js';
import { originOf, type Caller } from '../../http/caller.js';
import type { InviteCode, UserId } from '../../platform/ids.js';
import { accepted, refuse, Refusal } from '../../platform/refusal.js';
import { CommandRunner } from '../../event-store/commands/command-runner.js';
import { EVENT_STORE, type EventStore } from '../../event-store/event-store.js';
import type { UnitOfWork } from '../../event-store/commands/unit-of-work.js';
import { Sessions } from '../../identity/sessions.js';
import {
  loadInvites,
  revokeInvite,
  revokeInvitesOf,
  type StoppedInvite,
} from '../../invites/consequences/revoke-invites.js';
import { authorityOf } from '../../roles/facts/authority-of.js';
import {
  decideOnBranch,
  requireBranchAction,
  stepsOf,
  whyInvitesStop,
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
    let isBegun = false;
    const acting = this.actOnAll(command, () => (isBegun = true));
    await acting.catch((error: unknown) => {
      // What ends in the middle is no answer: asking again, under the same key, finishes it.
      if (isBegun || !(error instanceof Refusal)) throw error;
    });
    return runOnce(this.runner, caller, idempotency, () => acting);
  }

  /** @param onBegun is told when the first of it was done */
  private async actOnAll(command: ActOnBranch, onBegun: () => void): Promise<BranchOutcome> {
    let people = accepted(await this.facts.people(command));
    const acted = new Map<UserId, BranchDecision['acted'][number]>();
    const skipped = new Map<UserId, BranchDecision['skipped'][number]>();
    const depths = new Map<UserId, number>();
    const stopped = [...(await this.stopInvite(command))];
    if (stopped.length > 0) {
      onBegun();
      // Who came in before it stopped is in the branch, too.
      people = accepted(await this.facts.people(command));
    }
    for (;;) {
      const others = people.filter(({ user_id }) => !depths.has(user_id));
      if (others.length === 0) break;
      for (const { user_id, depth } of others) depths.set(user_id, depth);
      const branch = await this.facts.decided(command, others);
      const steps = await this.actOn(command, branch, acted.size, onBegun);
      stopped.push(...steps.flatMap((step) => step.stopped));
      for (const { decision } of [branch, ...steps]) {
        for (const one of decision.skipped) skipped.set(one.target.userId, one);
      }
      for (const one of steps.flatMap((step) => step.decision.acted)) {
        acted.set(one.target.userId, one);
      }
      // And whom somebody has brought while their turn had not come yet.
      people = accepted(await this.facts.people(command));
    }
    const actor = await this.facts.actor(command);
    const decision = { acted: [...acted.values()], skipped: [...skipped.values()] };
    return outcomeOf(command, { actor, depths, decision }, stopped);
  }

  private async stopInvite({
    caller,
    top,
    action,
    reason,
  }: ActOnBranch): Promise<readonly StoppedInvite[]> {
    if (!('invite' in top)) return [];
    return this.runner.run(originOf(caller), async (unit) => {
      const actor = await authorityOf(unit, caller.userId);
      const refusal = requireBranchAction(action, true, actor);
      if (refusal) throw refusal;
      return revokeInvite(unit, top.invite, reason);
    });
  }

  /** @param before how many it was done to before these */
  private async actOn(
    command: ActOnBranch,
    { decision, stopping }: Branch,
    before: number,
    onBegun: () => void,
  ): Promise<readonly Step[]> {
    const invites = new Map<UserId, InviteCode[]>();
    for (const { code, created_by } of stopping) {
      invites.set(created_by, [...(invites.get(created_by) ?? []), code]);
    }
    // To whoever has no invites nothing is done where it is these that stop.
    const pending = decision.acted.filter(
      ({ target, events }) => events.length > 0 || invites.has(target.userId),
    );
    const planned = stepsOf(
      pending,
      ({ target, events }) => events.length + (invites.get(target.userId)?.length ?? 0),
    );
    const steps: Step[] = [];
    const of = before + pending.length;
    let done = before;
    for (const people of planned) {
      const ids = people.map(({ target }) => target.userId);
      const codes = ids.flatMap((id) => invites.get(id) ?? []);
      try {
        steps.push(
          await this.runner.run(
            originOf(command.caller),
            (unit) => this.step(unit, command, ids),
            (states) => Promise.all([targetsOf(states, ids), loadInvites(states, codes)]),
          ),
        );
      } catch (error) {
        throw error instanceof Refusal ? cutShort(error, done, of) : error;
      }
      if (command.action === 'ban') for (const id of ids) this.sessions.forgetAllOf(id);
      onBegun();
      done += people.length;
      command.onProgress?.({ done, of });
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
    const stopped = await revokeInvitesOf(unit, causes, ...whyInvitesStop(action, reason));
    return { decision, stopped };
  }
}

/** Somebody lost the right to go on in the middle. */
function cutShort({ code, detail }: Refusal, done: number, of: number): Refusal {
  return done === 0
    ? refuse(code, detail)
    : refuse(code, `${detail} It was done to ${done} of ${of}.`);
}
