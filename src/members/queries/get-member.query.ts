import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import type { UserId } from '../../platform/ids.js';
import type { MemberView } from '../member-view.js';
import { memberById } from '../facts/member.js';
import { States } from '../../event-store/states.js';

export class GetMember extends Query<MemberView | undefined> {
  constructor(readonly userId: UserId) {
    super();
  }
}

@QueryHandler(GetMember)
export class GetMemberHandler implements IQueryHandler<GetMember> {
  constructor(private readonly states: States) {}

  execute({ userId }: GetMember): Promise<MemberView | undefined> {
    return memberById(this.states, userId);
  }
}
