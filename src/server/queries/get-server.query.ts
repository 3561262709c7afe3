import { Inject } from '@nestjs/common';
import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { READ_MODELS, type ReadModels } from '../../event-store/event-store.js';
import type { ServerSettings } from '../server.events.js';

/** The community, as anybody may see it. */
export interface ServerView extends ServerSettings {
  readonly member_count: number;
}

export class GetServer extends Query<ServerView> {}

@QueryHandler(GetServer)
export class GetServerHandler implements IQueryHandler<GetServer> {
  constructor(@Inject(READ_MODELS) private readonly readModels: ReadModels) {}

  async execute(): Promise<ServerView> {
    const row = await this.readModels.get<ServerView>(
      'SELECT name, icon, membership_mode, member_count FROM {server}',
    );
    if (!row) throw new Error('The community was not created.');
    return row;
  }
}
