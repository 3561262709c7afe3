import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import type { UserId } from '../../common/ids.js';
import { CommandRunner } from '../../event-store/command-runner.js';
import type { MemberView } from '../member-view.js';
import { memberById } from './member.js';

export class GetMember extends Query<MemberView | undefined> {
  constructor(readonly userId: UserId) {
    super();
  }
}

@QueryHandler(GetMember)
export class GetMemberHandler implements IQueryHandler<GetMember> {
  constructor(private readonly states: CommandRunner) {}

  execute({ userId }: GetMember): Promise<MemberView | undefined> {
    return memberById(this.states, userId);
  }
}
