import { Controller, Delete, Get, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiProblems } from '../http/api-problems.js';
import { CurrentCaller, type Caller } from '../http/caller.js';
import { PageQuery, pageSize } from '../http/query.dto.js';
import { CONFIG, type Config } from '../config.js';
import { CheckedBody, CheckedQuery } from '../http/validation.js';
import { Requires } from '../identity/access.js';
import { UserIds } from '../identity/user-ids.js';
import { AllowUser } from './commands/allow-user.command.js';
import { UnlistUser } from './commands/unlist-user.command.js';
import { anyKeyIn } from './facts/key-in.js';
import type { ListingView } from './list-views.js';
import { AllowBody, AllowlistPageDto, ApiPubkey, ListingDto } from './moderation.dto.js';
import { ListAllowlist, type AllowlistPage } from './queries/list-allowlist.query.js';

@ApiTags('Allowlist')
@Controller('allowlist')
export class AllowlistController {
  constructor(
    private readonly commands: CommandBus,
    private readonly userIds: UserIds,
    private readonly queries: QueryBus,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Get()
  @Requires('manage_server')
  @ApiOperation({
    summary: 'List who can join in the mode `allowlist`, the newest entry first',
    description: 'The list counts in that mode only; it stays when the mode is another one.',
  })
  @ApiOkResponse({ type: AllowlistPageDto })
  @ApiProblems('VALIDATION_FAILED')
  list(@CheckedQuery() query: PageQuery): Promise<AllowlistPage> {
    return this.queries.execute(new ListAllowlist(pageSize(query, this.config), query.cursor));
  }

  @Post()
  @HttpCode(200)
  @Requires('manage_server')
  @ApiOperation({
    summary: 'Put a key on the allowlist',
    description: 'Also of somebody who has never been here. Once more is no change.',
  })
  @ApiOkResponse({ type: ListingDto })
  @ApiProblems('VALIDATION_FAILED', 'MALFORMED_JSON')
  allow(@CurrentCaller() caller: Caller, @CheckedBody() body: AllowBody): Promise<ListingView> {
    const { userId, text: pubkey } = anyKeyIn(this.userIds, body.pubkey);
    return this.commands.execute(new AllowUser(caller, { userId, pubkey }));
  }

  @Delete(':pubkey')
  @HttpCode(204)
  @Requires('manage_server')
  @ApiOperation({
    summary: 'Take a key off the allowlist; who has joined stays',
    description: 'From then on they cannot join any more, should they leave.',
  })
  @ApiPubkey()
  @ApiNoContentResponse()
  @ApiProblems('VALIDATION_FAILED', 'NOT_FOUND')
  unlist(@CurrentCaller() caller: Caller, @Param('pubkey') pubkey: string): Promise<void> {
    return this.commands.execute(new UnlistUser(caller, anyKeyIn(this.userIds, pubkey).userId));
  }
}
