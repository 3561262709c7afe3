import {
  Controller,
  Delete,
  Get,
  HttpCode,
  Inject,
  Param,
  Patch,
  Post,
  Req,
  Res,
} from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import {
  ApiCreatedResponse,
  ApiHeader,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiTags,
} from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ApiProblems } from '../http/api-problems.js';
import { CurrentCaller, type Caller } from '../http/caller.js';
import { withTag } from '../http/etag.js';
import type { RoleId } from '../platform/ids.js';
import { publicPath } from '../platform/public-path.js';
import { PageQuery, pageSize } from '../http/query.dto.js';
import { RateLimit } from '../http/limits/rate-limit.js';
import { auditReason, ifMatchOf } from '../http/request-headers.js';
import { CONFIG, type Config } from '../config.js';
import { CheckedBody, CheckedQuery } from '../http/validation.js';
import { Requires } from '../identity/access.js';
import { CreateInvite } from './commands/create-invite.command.js';
import { EditInvite } from './commands/edit-invite.command.js';
import { RevokeInvite } from './commands/revoke-invite.command.js';
import { codeIn } from './code-in.js';
import { inviteNotFound } from './invite.decide.js';
import type { InviteView } from './invite-view.js';
import { CreateInviteBody, EditInviteBody, ListInvitesQuery } from './invite-requests.dto.js';
import { InviteCountsDto, InviteDetailsDto, InviteDto, InvitePageDto } from './invites.dto.js';
import { CountInvites, type InviteCounts } from './queries/count-invites.query.js';
import { GetInviteDetails, type InviteDetails } from './queries/get-invite-details.query.js';
import { ListInvites, type InvitePage } from './queries/list-invites.query.js';

/** Invites, for those who manage them. */
@ApiTags('Invites')
@Controller('invites')
export class InvitesController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Post()
  @Requires('manage_invites')
  @RateLimit('create')
  @ApiOperation({
    summary: 'Create an invite',
    description:
      'Everything is optional: `{}` makes one that never expires and lets in as many as come. The answer holds the link to send.',
  })
  @ApiCreatedResponse({
    type: InviteDto,
    headers: { Location: { description: 'Where it is.', schema: { type: 'string' } } },
  })
  @ApiProblems('VALIDATION_FAILED', 'MALFORMED_JSON', 'ROLE_NOT_GRANTABLE')
  @ApiProblems('ROLE_HIERARCHY', 'TOO_MANY_INVITES', 'CONFLICT')
  async create(
    @CurrentCaller() caller: Caller,
    @CheckedBody() body: CreateInviteBody,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<InviteView> {
    const terms = {
      maxUses: body.max_uses,
      expiresInSeconds: body.expires_in_seconds ?? null,
      // The body was validated: it is the form of a role id, if not the id of a role.
      grantRoleId: (body.grant_role_id ?? null) as RoleId | null,
      channelId: body.channel_id ?? null,
      label: body.label ?? null,
    };
    const invite = await this.commands.execute(new CreateInvite(caller, terms));
    const path = publicPath(this.config.publicUrl);
    void reply.header('location', `${path}/api/v1/invites/${invite.code}`);
    return withTag(reply, invite);
  }

  @Get()
  @Requires('manage_invites')
  @ApiOperation({
    summary: 'List and search invites',
    description:
      'The active ones, the newest first, unless asked otherwise. Those that have ended stay on record under their status.',
  })
  @ApiOkResponse({ type: InvitePageDto })
  @ApiProblems('VALIDATION_FAILED')
  list(@CheckedQuery() query: ListInvitesQuery): Promise<InvitePage> {
    return this.queries.execute(new ListInvites(query, pageSize(query, this.config)));
  }

  /** No code is as short as this name. */
  @Get('counts')
  @Requires('manage_invites')
  @ApiOperation({
    summary: 'How many invites there are of each status',
    description: 'For the head of a list: one number for each status.',
  })
  @ApiOkResponse({ type: InviteCountsDto })
  counts(): Promise<InviteCounts> {
    return this.queries.execute(new CountInvites());
  }

  @Get(':code/details')
  @Requires('manage_invites')
  @ApiOperation({
    summary: 'The whole invite, and who came in through it',
    description: 'With a page of its redemptions, the newest first.',
  })
  @ApiParam({ name: 'code', example: 'Ab3xK9Qz' })
  @ApiOkResponse({ type: InviteDetailsDto })
  @ApiProblems('VALIDATION_FAILED', 'INVITE_NOT_FOUND')
  async details(
    @Param('code') code: string,
    @CheckedQuery() query: PageQuery,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<InviteDetails> {
    const details = await this.queries.execute(
      new GetInviteDetails(codeIn(code), pageSize(query, this.config), query.cursor),
    );
    if (!details) throw inviteNotFound(code);
    return withTag(reply, details);
  }

  @Patch(':code')
  @Requires('manage_invites')
  @ApiOperation({
    summary: 'Change, pause or resume an invite',
    description:
      'What is left out stays as it is. Lowering `max_uses` to what is used ends it; raising it, or extending it, opens it again.',
  })
  @ApiParam({ name: 'code', example: 'Ab3xK9Qz' })
  @ApiHeader({ name: 'If-Match', required: false, description: '`"<version>"`' })
  @ApiOkResponse({ type: InviteDto })
  @ApiProblems('VALIDATION_FAILED', 'MALFORMED_JSON', 'INVITE_NOT_FOUND', 'INVITE_REVOKED')
  @ApiProblems('VERSION_MISMATCH', 'ROLE_HIERARCHY', 'ROLE_NOT_GRANTABLE', 'TOO_MANY_INVITES')
  async edit(
    @CurrentCaller() caller: Caller,
    @Param('code') code: string,
    @CheckedBody() body: EditInviteBody,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<InviteView> {
    const changes = {
      maxUses: body.max_uses,
      expiresInSeconds: body.expires_in_seconds,
      label: body.label,
      paused: body.paused,
    };
    const command = new EditInvite(caller, codeIn(code), changes, ifMatchOf(request));
    return withTag(reply, await this.commands.execute(command));
  }

  @Delete(':code')
  @HttpCode(204)
  @Requires('manage_invites')
  @ApiOperation({
    summary: 'Revoke an invite for good',
    description: 'It stays on record. Once more is no change.',
  })
  @ApiParam({ name: 'code', example: 'Ab3xK9Qz' })
  @ApiHeader({ name: 'X-Audit-Log-Reason', required: false })
  @ApiNoContentResponse()
  @ApiProblems('VALIDATION_FAILED', 'INVITE_NOT_FOUND')
  revoke(
    @CurrentCaller() caller: Caller,
    @Param('code') code: string,
    @Req() request: FastifyRequest,
  ): Promise<void> {
    return this.commands.execute(new RevokeInvite(caller, codeIn(code), auditReason(request)));
  }
}
