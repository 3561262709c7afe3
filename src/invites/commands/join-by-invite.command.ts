import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Caller } from '../../http/caller.js';
import { CLOCK, type Clock } from '../../platform/clock.js';
import { runOnce } from '../../http/idempotency.js';
import type { InviteCode } from '../../platform/ids.js';
import { accepted, Refusal } from '../../platform/refusal.js';
import { CommandRunner } from '../../event-store/commands/command-runner.js';
import type { UnitOfWork } from '../../event-store/commands/unit-of-work.js';
import type { StateLoader } from '../../event-store/stream.js';
import { memberById, type MemberView } from '../../members/facts/member.js';
import { membershipOf } from '../../members/facts/membership.js';
import { decideJoin } from '../join.decide.js';
import { joinFacts } from '../join-facts.js';
import { RefusedJoins } from '../refused-joins.js';
import { memberStream } from '../../members/member.fold.js';
import { SERVER_STREAM } from '../../server/server.fold.js';
import { inviteStream } from '../invite.fold.js';

export interface JoinByInviteResult {
  readonly member: MemberView;
  /** `false` for somebody who was a member before, also when they received a role. */
  readonly joined: boolean;
  /** Where the client should land. */
  readonly channel_id: string | null;
}

export class JoinByInvite extends Command<JoinByInviteResult> {
  constructor(
    readonly caller: Caller,
    readonly code: InviteCode,
  ) {
    super();
  }
}

@CommandHandler(JoinByInvite)
export class JoinByInviteHandler implements ICommandHandler<JoinByInvite> {
  constructor(
    private readonly runner: CommandRunner,
    private readonly refused: RefusedJoins,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  execute({ caller, code }: JoinByInvite): Promise<JoinByInviteResult> {
    return runOnce(
      this.runner,
      caller,
      (unit) => join(unit, caller, code),
      (states) => statesOfJoin(states, caller, code),
    ).catch((error: unknown) => {
      if (error instanceof Refusal) {
        this.refused.note(code, caller.userId, error.code, this.clock.now());
      }
      throw error;
    });
  }
}

async function statesOfJoin(states: StateLoader, { userId }: Caller, code: InviteCode) {
  const [{ state: invite }, joiner] = await Promise.all([
    states.load(inviteStream(code)),
    membershipOf(states, userId),
  ]);
  return { invite, joiner };
}

async function join(
  unit: UnitOfWork,
  caller: Caller,
  code: InviteCode,
): Promise<JoinByInviteResult> {
  const { userId } = caller;
  const { invite, joiner } = await statesOfJoin(unit, caller, code);
  const events = accepted(decideJoin(invite, joiner, await joinFacts(unit, invite, unit.meta.now)));
  unit.append(inviteStream(code), events.invite);
  unit.append(memberStream(userId), events.user);
  unit.append(SERVER_STREAM, events.server);
  const member = await memberById(unit, userId);
  if (!member) throw new Error('A join made no member.');
  return { member, joined: !joiner.isMember, channel_id: invite.channel_id };
}
