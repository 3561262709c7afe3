import { Controller, Get } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiExcludeController } from '@nestjs/swagger';
import { Requires } from '../identity/access.js';
import { GetServer } from '../server/queries/get-server.query.js';
import type { ServerView } from '../server/facts/server-info.js';

interface DecentcomServerInfo extends ServerView {
  readonly description: null;
}

/** What decentcom's client asks before it comes to joining; see `docs/decentcom.md`. */
@ApiExcludeController()
@Controller()
export class DecentcomController {
  constructor(private readonly queries: QueryBus) {}

  @Get('server/info')
  @Requires('public')
  async info(): Promise<DecentcomServerInfo> {
    return { ...(await this.queries.execute(new GetServer())), description: null };
  }

  /** Its client finds out by this call whether it is a member. There are no channels here. */
  @Get('channels')
  @Requires('member')
  channels(): { readonly channels: readonly never[]; readonly categories: readonly never[] } {
    return { channels: [], categories: [] };
  }
}
