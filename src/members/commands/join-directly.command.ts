import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Caller } from '../../http/caller.js';
import { runOnce } from '../../http/idempotency.js';
import { accepted } from '../../platform/refusal.js';
import { CommandRunner } from '../../event-store/commands/command-runner.js';
import { serverState } from '../../server/facts/server-state.js';
import { decideDirectJoin } from '../member.decide.js';
import type { MemberView } from '../member-view.js';
import { memberById } from '../facts/member.js';
import { memberStream } from '../member.fold.js';

export interface JoinResult {
  readonly member: MemberView;
  /** `false` for somebody who was a member before. */
  readonly joined: boolean;
  /** Where the client should land. */
  readonly channel_id: string | null;
}

/** Joins without an invite, where the membership mode allows it. */
export class JoinDirectly extends Command<JoinResult> {
  constructor(readonly caller: Caller) {
    super();
  }
}

@CommandHandler(JoinDirectly)
export class JoinDirectlyHandler implements ICommandHandler<JoinDirectly> {
  constructor(private readonly runner: CommandRunner) {}

  execute({ caller }: JoinDirectly): Promise<JoinResult> {
    return runOnce(this.runner, caller, async (unit) => {
      const stream = memberStream(caller.userId);
      const { state } = await unit.load(stream);
      const { membership_mode } = await serverState(unit);
      const events = accepted(decideDirectJoin(caller.userId, state, membership_mode));
      unit.append(stream, events);
      const member = await memberById(unit, caller.userId);
      if (!member) throw new Error('A join made no member.');
      return { member, joined: events.length > 0, channel_id: null };
    });
  }
}
