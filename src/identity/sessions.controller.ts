import { Controller, Delete, Get, HttpCode, Param, Req } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import {
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiTags,
} from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { ApiProblems } from '../http/api-problems.js';
import { CurrentCaller, type Caller } from '../http/caller.js';
import { RateLimit } from '../http/limits/rate-limit.js';
import { AlsoReadOnly } from '../http/read-only.guard.js';
import { refuse } from '../platform/refusal.js';
import { Requires } from './access.js';
import { EndSessions } from './commands/end-sessions.command.js';
import type { OpenSession } from './session-table.js';
import { OpenSessionDto, OpenSessionsDto } from './sessions.dto.js';
import { MAX_SESSIONS, Sessions } from './sessions.js';
import { bearerToken, tokenHash } from './token.js';

/** So much of the hash of its token names a session to its owner. */
const ID_LENGTH = 16;

/** My sessions: where I am signed in, and how to put an end to it. */
@ApiTags('Identity')
@Controller('auth')
export class SessionsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly sessions: Sessions,
  ) {}

  @Get('sessions')
  @Requires('session')
  @ApiOperation({
    summary: 'List where I am signed in, what was used last first',
    description: `At most ${MAX_SESSIONS}: past that, the one that was not used for longest ends. The \`id\` is for ending one of them; it opens nothing.`,
  })
  @ApiOkResponse({ type: OpenSessionsDto })
  async list(
    @CurrentCaller() { userId }: Caller,
    @Req() request: FastifyRequest,
  ): Promise<OpenSessionsDto> {
    const current = hashIn(request);
    const open = (await this.sessions.openOf(userId)).slice(0, MAX_SESSIONS);
    return { sessions: open.map((session) => shown(session, current)) };
  }

  @Delete('session')
  @HttpCode(204)
  @AlsoReadOnly()
  @Requires('session')
  @ApiOperation({
    summary: 'Log out',
    description:
      'The token opens nothing from then on, in any process, and its gateway connections end.',
  })
  @ApiNoContentResponse()
  logout(@CurrentCaller() caller: Caller, @Req() request: FastifyRequest): Promise<void> {
    const current = hashIn(request);
    return this.commands.execute(
      new EndSessions(caller, (open) => open.filter(({ hash }) => hash === current)),
    );
  }

  @Delete('sessions/:id')
  @HttpCode(204)
  @AlsoReadOnly()
  @Requires('session')
  @RateLimit('sessions')
  @ApiOperation({
    summary: 'End one of my sessions',
    description:
      'Its gateway connections end, too. That of the token which asks can be ended so as well.',
  })
  @ApiParam({
    name: 'id',
    description: 'As the list of them has it.',
    example: '9f2c4e1a8b7d6053',
  })
  @ApiNoContentResponse()
  @ApiProblems('NOT_FOUND')
  end(@CurrentCaller() caller: Caller, @Param('id') id: string): Promise<void> {
    return this.commands.execute(
      new EndSessions(caller, (open) => {
        const session = open.find((each) => idOf(each) === id);
        if (!session) throw refuse('NOT_FOUND', 'You have no open session with this id.');
        return [session];
      }),
    );
  }

  @Delete('sessions')
  @HttpCode(204)
  @AlsoReadOnly()
  @Requires('session')
  @RateLimit('sessions')
  @ApiOperation({
    summary: 'End all of my sessions but this one',
    description: 'For when a device is lost. Their gateway connections end, too.',
  })
  @ApiNoContentResponse()
  endOthers(@CurrentCaller() caller: Caller, @Req() request: FastifyRequest): Promise<void> {
    const current = hashIn(request);
    return this.commands.execute(
      new EndSessions(caller, (open) => open.filter(({ hash }) => hash !== current)),
    );
  }
}

function hashIn(request: FastifyRequest): string {
  return tokenHash(bearerToken(request) ?? '');
}

function idOf({ hash }: OpenSession): string {
  return hash.slice(0, ID_LENGTH);
}

function shown(session: OpenSession, current: string): OpenSessionDto {
  return {
    id: idOf(session),
    created_at: session.createdAt,
    last_used_at: session.lastUsedAt,
    expires_at: session.expiresAt,
    user_agent: session.userAgent,
    is_current: session.hash === current,
  };
}
