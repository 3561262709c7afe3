import { Controller, Get, Header, HttpCode, Param, Post, Req, Res } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ApiProblems } from '../http/api-problems.js';
import { CurrentCaller, type Caller } from '../http/caller.js';
import { EmptyBody } from '../http/empty-body.js';
import { Guesses } from '../http/limits/guesses.js';
import { RateLimit } from '../http/limits/rate-limit.js';
import { Requires } from '../identity/access.js';
import { JoinDto } from '../members/members.dto.js';
import { codeIn } from './code-in.js';
import { JoinByInvite, type JoinByInviteResult } from './commands/join-by-invite.command.js';
import { JSON_TYPE } from './invite-link.controller.js';
import { InvitePreviewDto } from './invites.dto.js';
import { PreviewInvite, type PreviewJson } from './queries/preview-invite.query.js';

/** An invite, for whoever was given its code: what it leads to, and the way in. */
@ApiTags('Invites')
@Controller('invites')
export class JoinController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
    private readonly guesses: Guesses,
  ) {}

  @Get(':code')
  @Requires('public')
  @RateLimit('preview')
  @Header('content-type', JSON_TYPE)
  @ApiOperation({
    operationId: 'Invites_preview',
    summary: 'See what an invite leads to; changes nothing',
    description:
      'For whoever holds the link, before they join: safe for programs that make previews of links. Refused as a join would be, when nobody can join through it.',
  })
  @ApiParam({ name: 'code', example: 'Ab3xK9Qz' })
  @ApiOkResponse({ type: InvitePreviewDto })
  @ApiProblems('INVITE_NOT_FOUND', 'INVITE_PAUSED')
  @ApiProblems('INVITE_EXPIRED', 'INVITE_EXHAUSTED', 'INVITE_REVOKED', 'INVITER_GONE')
  preview(@Param('code') code: string, @Req() request: FastifyRequest): Promise<PreviewJson> {
    return this.guesses.looking(request, async () =>
      this.queries.execute(new PreviewInvite(codeIn(code))),
    );
  }

  @Post(':code/join')
  @HttpCode(200)
  @Requires('session')
  @RateLimit('join')
  @ApiOperation({
    operationId: 'Invites_join',
    summary: 'Join by an invite',
    description:
      'Spends a use exactly when it changes something: who is in already, and has the role that it grants, is answered `joined: false`.',
  })
  @ApiParam({ name: 'code', example: 'Ab3xK9Qz' })
  @ApiOkResponse({ type: JoinDto })
  @ApiProblems('VALIDATION_FAILED', 'MALFORMED_JSON', 'INVITE_NOT_FOUND')
  @ApiProblems('MEMBER_BANNED', 'NOT_ALLOWLISTED', 'MEMBERSHIP_CLOSED', 'ROLE_HIERARCHY')
  @ApiProblems('INVITE_PAUSED', 'CONFLICT')
  @ApiProblems('INVITE_EXPIRED', 'INVITE_EXHAUSTED', 'INVITE_REVOKED', 'INVITER_GONE')
  join(
    @CurrentCaller() caller: Caller,
    @Param('code') code: string,
    @EmptyBody() _body: object,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<JoinByInviteResult> {
    return this.guesses.counted(request, reply, async () =>
      this.commands.execute(new JoinByInvite(caller, codeIn(code))),
    );
  }
}
