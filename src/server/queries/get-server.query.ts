import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { ServerInfo, type ServerView } from '../facts/server-info.js';

export class GetServer extends Query<ServerView> {}

@QueryHandler(GetServer)
export class GetServerHandler implements IQueryHandler<GetServer> {
  constructor(private readonly info: ServerInfo) {}

  async execute(): Promise<ServerView> {
    return this.info.get();
  }
}
