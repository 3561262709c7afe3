import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { metaOf, type Caller } from '../../common/caller.js';
import { CLOCK, type Clock } from '../../common/clock.js';
import { idempotently, type IdempotentRequest } from '../../common/idempotency.js';
import type { InviteCode } from '../../common/ids.js';
import { Refusal } from '../../common/refusal.js';
import { CommandRunner } from '../../event-store/command-runner.js';
import type { UnitOfWork } from '../../event-store/unit-of-work.js';
import { userStream } from '../../identity/identity.events.js';
import { memberById, type MemberView } from '../../members/queries/member.js';
import { membershipOf } from '../../members/queries/membership.js';
import { authorityOf, roleById } from '../../roles/queries/authority-of.js';
import { serverState } from '../../server/queries/server-state.js';
import { SERVER_STREAM } from '../../server/server.events.js';
import { inviteDecider, type InviteState } from '../invite.decider.js';
import { inviteStream } from '../invite.events.js';
import { decideJoin, type JoinFacts } from '../join.decider.js';

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
    readonly idempotency: IdempotentRequest | undefined,
  ) {
    super();
  }
}

@CommandHandler(JoinByInvite)
export class JoinByInviteHandler implements ICommandHandler<JoinByInvite> {
  constructor(
    private readonly runner: CommandRunner,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  execute({ caller, code, idempotency }: JoinByInvite): Promise<JoinByInviteResult> {
    return this.runner.run(metaOf(caller, this.clock), (unit) =>
      idempotently(unit, idempotency, () => join(unit, caller, code)),
    );
  }
}

async function join(
  unit: UnitOfWork,
  { userId }: Caller,
  code: InviteCode,
): Promise<JoinByInviteResult | Refusal> {
  const { state: invite } = await unit.load(inviteDecider, inviteStream(code));
  const joiner = await membershipOf(unit, userId);
  const events = decideJoin(invite, joiner, await joinFacts(unit, invite));
  if (events instanceof Refusal) return events;
  unit.append(inviteStream(code), events.invite);
  unit.append(userStream(userId), events.user);
  unit.append(SERVER_STREAM, events.server);
  const member = await memberById(unit, userId);
  if (!member) throw new Error('A join made no member.');
  return { member, joined: !joiner.isMember, channel_id: invite.channel_id };
}

async function joinFacts(unit: UnitOfWork, invite: InviteState): Promise<JoinFacts> {
  const { membership_mode: mode, owner } = await serverState(unit);
  const { created_by, grant_role_id } = invite;
  return {
    now: unit.meta.now,
    mode,
    owner,
    inviter: created_by === null ? undefined : await authorityOf(unit, created_by),
    role: grant_role_id === null ? undefined : await roleById(unit, grant_role_id),
  };
}
