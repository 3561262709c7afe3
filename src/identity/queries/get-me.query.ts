import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import type { UserId } from '../../platform/ids.js';
import { meOf, type Me } from '../facts/me.js';
import { States } from '../../event-store/states.js';

export class GetMe extends Query<Me> {
  constructor(readonly userId: UserId) {
    super();
  }
}

@QueryHandler(GetMe)
export class GetMeHandler implements IQueryHandler<GetMe> {
  constructor(private readonly states: States) {}

  execute({ userId }: GetMe): Promise<Me> {
    return meOf(this.states, userId);
  }
}
