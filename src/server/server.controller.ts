import { Controller, Get, Patch } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiProblems } from '../http/api-problems.js';
import { CurrentCaller, type Caller } from '../http/caller.js';
import { CheckedBody } from '../http/validation.js';
import { Requires } from '../identity/access.js';
import { ChangeSettings } from './commands/change-settings.command.js';
import { GetServer } from './queries/get-server.query.js';
import type { ServerView } from './facts/server-info.js';
import { ChangeServerBody, ServerDto } from './server.dto.js';

@ApiTags('Server')
@Controller('server')
export class ServerController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
  ) {}

  @Get()
  @Requires('public')
  @ApiOperation({ summary: 'The community' })
  @ApiOkResponse({ type: ServerDto })
  get(): Promise<ServerView> {
    return this.queries.execute(new GetServer());
  }

  @Patch()
  @Requires('manage_server')
  @ApiOperation({ summary: 'Change name, icon or membership mode' })
  @ApiOkResponse({ type: ServerDto })
  @ApiProblems('VALIDATION_FAILED', 'MALFORMED_JSON')
  async change(
    @CurrentCaller() caller: Caller,
    @CheckedBody() body: ChangeServerBody,
  ): Promise<ServerView> {
    await this.commands.execute(new ChangeSettings(caller, { ...body }));
    return this.get();
  }
}
