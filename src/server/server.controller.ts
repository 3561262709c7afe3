import { Controller, Get, HttpCode, Patch, Post, Req, Res } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import {
  ApiHeader,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ApiProblems } from '../http/api-problems.js';
import { CurrentCaller, type Caller } from '../http/caller.js';
import { withTag } from '../http/etag.js';
import { ifMatchOf } from '../http/request-headers.js';
import { CheckedBody } from '../http/validation.js';
import { Requires } from '../identity/access.js';
import { UserIds } from '../identity/user-ids.js';
import { memberKeyIn } from '../members/facts/key-in.js';
import { ChangeSettings } from './commands/change-settings.command.js';
import { TransferOwnership } from './commands/transfer-ownership.command.js';
import { GetServer } from './queries/get-server.query.js';
import type { ServerView } from './facts/server-info.js';
import { ChangeServerBody, OwnerBody, ServerDto } from './server.dto.js';

@ApiTags('Server')
@Controller('server')
export class ServerController {
  constructor(
    private readonly commands: CommandBus,
    private readonly userIds: UserIds,
    private readonly queries: QueryBus,
  ) {}

  @Get()
  @Requires('public')
  @ApiOperation({
    summary: 'The community',
    description:
      'Name, icon, membership mode, accent colour and how many members there are. Anybody may ask; the `ETag` is what `If-Match` takes at a change.',
  })
  @ApiOkResponse({ type: ServerDto })
  async get(@Res({ passthrough: true }) reply: FastifyReply): Promise<ServerView> {
    return withTag(reply, await this.queries.execute(new GetServer()));
  }

  @Patch()
  @Requires('manage_server')
  @ApiOperation({
    summary: 'Change name, icon, membership mode or accent colour',
    description:
      'What is left out stays as it is. With `If-Match`, only if nobody else has changed the settings meanwhile.',
  })
  @ApiHeader({ name: 'If-Match', required: false, description: '`"<version>"`' })
  @ApiOkResponse({ type: ServerDto })
  @ApiProblems('VALIDATION_FAILED', 'MALFORMED_JSON', 'VERSION_MISMATCH')
  async change(
    @CurrentCaller() caller: Caller,
    @CheckedBody() body: ChangeServerBody,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ServerView> {
    const command = new ChangeSettings(caller, { ...body }, ifMatchOf(request));
    return withTag(reply, await this.commands.execute(command));
  }

  @Post('owner')
  @HttpCode(204)
  @Requires('member')
  @ApiOperation({
    summary:
      'Hand the community over to another member; only its owner can, and keeps the role `admin`',
    description:
      'The other one must be a member, and receives the role `admin` if they lack it. Only they can hand it back.',
  })
  @ApiNoContentResponse()
  @ApiProblems('VALIDATION_FAILED', 'MALFORMED_JSON', 'MISSING_PERMISSION', 'MEMBER_NOT_FOUND')
  async handOver(
    @CurrentCaller() caller: Caller,
    @CheckedBody() { pubkey }: OwnerBody,
  ): Promise<void> {
    await this.commands.execute(
      new TransferOwnership(caller, memberKeyIn(this.userIds, pubkey).userId),
    );
  }
}
