import { Controller, Delete, Get, HttpCode, Inject, Param, Post, Req } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { ApiProblems } from '../http/api-problems.js';
import { CurrentCaller, type Caller } from '../http/caller.js';
import { PageQuery, pageSize } from '../http/query.dto.js';
import { auditReason } from '../http/request-headers.js';
import { CONFIG, type Config } from '../config.js';
import { CheckedBody, CheckedQuery } from '../http/validation.js';
import { Requires } from '../identity/access.js';
import { UserIds } from '../identity/user-ids.js';
import { BanMember } from './commands/ban-member.command.js';
import { KickMember } from './commands/kick-member.command.js';
import { UnbanMember } from './commands/unban-member.command.js';
import { anybodyIn, anyKeyIn, memberKeyIn } from './facts/key-in.js';
import type { BanView } from './list-views.js';
import {
  ApiAuditReason,
  ApiPubkey,
  ApiPubkeyOrId,
  BanDto,
  BanPageDto,
  ReasonBody,
} from './moderation.dto.js';
import { ListBans, type BansPage } from './queries/list-bans.query.js';

@ApiTags('Moderation')
@Controller()
export class ModerationController {
  constructor(
    private readonly commands: CommandBus,
    private readonly userIds: UserIds,
    private readonly queries: QueryBus,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Post('members/:pubkey/kick')
  @HttpCode(204)
  @Requires('kick_members')
  @ApiOperation({
    summary: 'Take a member out, who may join again; their invites are revoked',
    description:
      'They must stand below you by their highest role. Their gateway connections end at once.',
  })
  @ApiPubkey()
  @ApiAuditReason()
  @ApiNoContentResponse()
  @ApiProblems('VALIDATION_FAILED', 'MALFORMED_JSON', 'ROLE_HIERARCHY', 'MEMBER_NOT_FOUND')
  kick(
    @CurrentCaller() caller: Caller,
    @Param('pubkey') pubkey: string,
    @CheckedBody() body: ReasonBody,
    @Req() request: FastifyRequest,
  ): Promise<void> {
    const { userId } = memberKeyIn(this.userIds, pubkey);
    return this.commands.execute(new KickMember(caller, userId, reasonOf(body, request)));
  }

  @Post('members/:pubkey/ban')
  @HttpCode(200)
  @Requires('ban_members')
  @ApiOperation({
    summary: 'Shut a key out, member or not; its invites and sessions end',
    description:
      'Works for a key that was never seen here. A member must stand below you by their highest role.',
  })
  @ApiPubkey()
  @ApiAuditReason()
  @ApiOkResponse({ type: BanDto })
  @ApiProblems('VALIDATION_FAILED', 'MALFORMED_JSON', 'ROLE_HIERARCHY')
  ban(
    @CurrentCaller() caller: Caller,
    @Param('pubkey') pubkey: string,
    @CheckedBody() body: ReasonBody,
    @Req() request: FastifyRequest,
  ): Promise<BanView> {
    const { userId, text } = anyKeyIn(this.userIds, pubkey);
    const key = { userId, pubkey: text };
    return this.commands.execute(new BanMember(caller, key, reasonOf(body, request)));
  }

  @Get('bans')
  @Requires('ban_members')
  @ApiOperation({
    summary: 'List the bans, the newest first',
    description: 'Each with who banned, when and why.',
  })
  @ApiOkResponse({ type: BanPageDto })
  @ApiProblems('VALIDATION_FAILED')
  bans(@CheckedQuery() query: PageQuery): Promise<BansPage> {
    return this.queries.execute(new ListBans(pageSize(query, this.config), query.cursor));
  }

  @Delete('bans/:pubkey')
  @HttpCode(204)
  @Requires('ban_members')
  @ApiOperation({
    summary: 'Lift a ban',
    description: 'They do not become a member by it: they may join again.',
  })
  @ApiPubkeyOrId()
  @ApiAuditReason()
  @ApiNoContentResponse()
  @ApiProblems('VALIDATION_FAILED', 'NOT_FOUND')
  unban(
    @CurrentCaller() caller: Caller,
    @Param('pubkey') pubkey: string,
    @Req() request: FastifyRequest,
  ): Promise<void> {
    const userId = anybodyIn(this.userIds, pubkey);
    return this.commands.execute(new UnbanMember(caller, userId, auditReason(request)));
  }
}

/** The reason in the body, or else the one in the header. */
export function reasonOf({ reason }: ReasonBody, request: FastifyRequest): string | undefined {
  return typeof reason === 'string' && reason !== '' ? reason : auditReason(request);
}
