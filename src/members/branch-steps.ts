import { Injectable } from '@nestjs/common';
import { originOf } from '../http/caller.js';
import type { InviteCode, UserId } from '../platform/ids.js';
import { refuse, Refusal } from '../platform/refusal.js';
import { CommandRunner } from '../event-store/commands/command-runner.js';
import type { UnitOfWork } from '../event-store/commands/unit-of-work.js';
import { Sessions } from '../identity/sessions.js';
import {
  loadInvites,
  revokeInvite,
  revokeInvitesOf,
  type StoppedInvite,
} from '../invites/consequences/revoke-invites.js';
import { authorityOf } from '../roles/facts/authority-of.js';
import {
  decideOnBranch,
  requireBranchAction,
  stepsOf,
  whyInvitesStop,
  type BranchDecision,
} from './branch.decide.js';
import { targetsOf, type Branch } from './branch-facts.js';
import type { ActOnBranch } from './commands/act-on-branch.command.js';
import { memberStream } from './member.fold.js';

/** What came of one commit. */
export interface Step {
  readonly decision: BranchDecision;
  readonly stopped: readonly StoppedInvite[];
}

/** The commits of which an action on a branch consists. */
@Injectable()
export class BranchSteps {
  constructor(
    private readonly runner: CommandRunner,
    private readonly sessions: Sessions,
  ) {}

  /** The invite that a branch begins with. */
  async stopInvite({
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

  /**
   * Does it to whom it was decided on, in steps that others need not wait for.
   * @param before how many it was done to before these
   */
  async actOn(
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
      if (command.action === 'ban') for (const id of ids) this.sessions.endings.noteAllOf(id);
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
