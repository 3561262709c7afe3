import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { metaOf, type Caller } from '../../common/caller.js';
import { CLOCK, type Clock } from '../../common/clock.js';
import { idempotently, type IdempotentRequest } from '../../common/idempotency.js';
import { Refusal } from '../../common/refusal.js';
import { CommandRunner } from '../../event-store/command-runner.js';
import { userStream } from '../../identity/identity.events.js';
import { serverState } from '../../server/queries/server-state.js';
import { decideDirectJoin, memberDecider } from '../member.decider.js';
import type { MemberView } from '../member-view.js';
import { memberById } from '../queries/member.js';

export interface JoinResult {
  readonly member: MemberView;
  /** `false` for somebody who was a member before. */
  readonly joined: boolean;
  /** Where the client should land. */
  readonly channel_id: string | null;
}

/** Joins without an invite, where the membership mode allows it. */
export class JoinDirectly extends Command<JoinResult> {
  constructor(
    readonly caller: Caller,
    readonly idempotency: IdempotentRequest | undefined,
  ) {
    super();
  }
}

@CommandHandler(JoinDirectly)
export class JoinDirectlyHandler implements ICommandHandler<JoinDirectly> {
  constructor(
    private readonly runner: CommandRunner,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  execute({ caller, idempotency }: JoinDirectly): Promise<JoinResult> {
    return this.runner.run(metaOf(caller, this.clock), (unit) =>
      idempotently(unit, idempotency, async () => {
        const stream = userStream(caller.userId);
        const { state } = await unit.load(memberDecider, stream);
        const { membership_mode } = await serverState(unit);
        const events = decideDirectJoin(caller.userId, state, membership_mode);
        if (events instanceof Refusal) return events;
        unit.append(stream, events);
        const member = await memberById(unit, caller.userId);
        if (!member) throw new Error('A join made no member.');
        return { member, joined: events.length > 0, channel_id: null };
      }),
    );
  }
}
