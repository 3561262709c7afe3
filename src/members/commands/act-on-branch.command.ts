import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { answeredBefore, runOnce } from '../../http/idempotency.js';
import type { Caller } from '../../http/caller.js';
import type { UserId } from '../../platform/ids.js';
import { accepted, Refusal } from '../../platform/refusal.js';
import { CommandRunner } from '../../event-store/commands/command-runner.js';
import { EVENT_STORE, type EventStore } from '../../event-store/event-store.js';
import { MAX_GROWN_BRANCH, type BranchAction, type BranchDecision } from '../branch.decide.js';
import { BranchFacts } from '../branch-facts.js';
import { outcomeOf, type BranchOutcome } from '../branch-outcome.js';
import { BranchSteps } from '../branch-steps.js';
import type { BranchTop } from '../facts/people-below.js';

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
    /** Is told after each step. */
    readonly onProgress?: (progress: BranchProgress) => void,
  ) {
    super();
  }
}

@CommandHandler(ActOnBranch)
export class ActOnBranchHandler implements ICommandHandler<ActOnBranch> {
  /** One at a time: of two on the same people the second finds what the first has done. */
  private turn: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly runner: CommandRunner,
    private readonly facts: BranchFacts,
    private readonly steps: BranchSteps,
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
    const { caller } = command;
    const before = await answeredBefore<BranchOutcome>(this.runner, caller);
    if (before) return before.result;
    let isBegun = false;
    const acting = this.actOnAll(command, () => (isBegun = true));
    await acting.catch((error: unknown) => {
      // What ends in the middle is no answer: asking again, under the same key, finishes it.
      if (isBegun || !(error instanceof Refusal)) throw error;
    });
    return runOnce(this.runner, caller, () => acting);
  }

  /** @param onBegun is told when the first of it was done */
  private async actOnAll(command: ActOnBranch, onBegun: () => void): Promise<BranchOutcome> {
    let people = accepted(await this.facts.people(command));
    const acted = new Map<UserId, BranchDecision['acted'][number]>();
    const skipped = new Map<UserId, BranchDecision['skipped'][number]>();
    const depths = new Map<UserId, number>();
    const stopped = [...(await this.steps.stopInvite(command))];
    if (stopped.length > 0) {
      onBegun();
      // Who came in before it stopped is in the branch, too.
      people = accepted(await this.facts.people(command, MAX_GROWN_BRANCH));
    }
    for (;;) {
      const others = people.filter(({ user_id }) => !depths.has(user_id));
      if (others.length === 0) break;
      for (const { user_id, depth } of others) depths.set(user_id, depth);
      const branch = await this.facts.decided(command, others);
      const steps = await this.steps.actOn(command, branch, acted.size, onBegun);
      stopped.push(...steps.flatMap((step) => step.stopped));
      for (const { decision } of [branch, ...steps]) {
        for (const one of decision.skipped) skipped.set(one.target.userId, one);
      }
      for (const one of steps.flatMap((step) => step.decision.acted)) {
        acted.set(one.target.userId, one);
      }
      // And whom somebody has brought while their turn had not come yet.
      people = accepted(await this.facts.people(command, MAX_GROWN_BRANCH));
    }
    const actor = await this.facts.actor(command);
    const decision = { acted: [...acted.values()], skipped: [...skipped.values()] };
    return outcomeOf(command, { actor, depths, decision }, stopped);
  }
}
