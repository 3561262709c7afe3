import { Controller, Get, HttpCode, Inject, Patch, Post, Req } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { CONFIG, type Config } from '../config.js';
import { ApiProblems } from '../http/api-problems.js';
import { CurrentCaller, type Caller } from '../http/caller.js';
import { RateLimit } from '../http/limits/rate-limit.js';
import { AlsoReadOnly } from '../http/read-only.guard.js';
import { refuse } from '../platform/refusal.js';
import { UserIds, type UserKey } from './user-ids.js';
import { userAgentOf } from '../http/request-headers.js';
import { CheckedBody } from '../http/validation.js';
import { Requires } from './access.js';
import { Challenges, challengeText } from './challenges.js';
import { ChangeDisplayName } from './commands/change-display-name.command.js';
import { SignIn } from './commands/sign-in.command.js';
import {
  ChallengeBody,
  ChallengeDto,
  ChangeMeBody,
  MeDto,
  SessionDto,
  VerifyBody,
} from './identity.dto.js';
import { GetMe } from './queries/get-me.query.js';
import type { Me } from './facts/me.js';

@ApiTags('Identity')
@Controller('auth')
export class AuthController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
    private readonly challenges: Challenges,
    private readonly userIds: UserIds,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Post('challenge')
  @HttpCode(200)
  @AlsoReadOnly()
  @Requires('public')
  @RateLimit('challenge')
  @ApiOperation({
    summary: 'Ask for a challenge to sign',
    description:
      'Sign the text of the challenge as it stands with the private key, and answer it within five minutes.',
  })
  @ApiOkResponse({ type: ChallengeDto })
  @ApiProblems('VALIDATION_FAILED', 'MALFORMED_JSON')
  async challenge(@CheckedBody() body: ChallengeBody): Promise<ChallengeDto> {
    const challenge = await this.challenges.issue(this.keyIn(body).userId);
    return { challenge: challengeText(challenge, this.isBot(body)) };
  }

  @Post('verify')
  @HttpCode(200)
  @AlsoReadOnly()
  @Requires('public')
  @RateLimit('verify')
  @ApiOperation({
    summary: 'Answer a challenge and open a session',
    description:
      'The first time, this registers the key. It makes nobody a member: that is what joining is for.',
  })
  @ApiOkResponse({ type: SessionDto })
  @ApiProblems('VALIDATION_FAILED', 'MALFORMED_JSON', 'CHALLENGE_FAILED', 'MEMBERSHIP_CLOSED')
  async verify(
    @CheckedBody() body: VerifyBody,
    @Req() request: FastifyRequest,
  ): Promise<SessionDto> {
    this.isBot(body);
    const command = new SignIn(this.keyIn(body), body.signature, request.id, userAgentOf(request));
    const { token, session } = await this.commands.execute(command);
    return { token, user_id: session.userId, expires_at: session.expiresAt };
  }

  @Get('me')
  @Requires('session')
  @ApiOperation({
    summary: 'Who am I, and what may I do',
    description:
      'Also for those who are no members: `is_member` says so, and then there are no permissions.',
  })
  @ApiOkResponse({ type: MeDto })
  me(@CurrentCaller() caller: Caller): Promise<Me> {
    return this.queries.execute(new GetMe(caller.userId));
  }

  @Patch('me')
  @Requires('session')
  @RateLimit('profile')
  @ApiOperation({
    summary: 'Change my display name',
    description: '`null` takes it away. Members hear of it on the gateway.',
  })
  @ApiOkResponse({ type: MeDto })
  @ApiProblems('VALIDATION_FAILED', 'MALFORMED_JSON')
  changeMe(@CurrentCaller() caller: Caller, @CheckedBody() body: ChangeMeBody): Promise<Me> {
    if (body.display_name === undefined) return this.queries.execute(new GetMe(caller.userId));
    return this.commands.execute(new ChangeDisplayName(caller, body.display_name));
  }

  /** A bot of decentcom's is a person with a key here like any other; it only signs another text. */
  private isBot({ is_bot = false }: ChallengeBody): boolean {
    if (!is_bot || this.config.decentcom) return is_bot;
    throw refuse(
      'VALIDATION_FAILED',
      'is_bot must be false: there are no bots here, only people and keys.',
    );
  }

  /** The body was validated: it holds a key. */
  private keyIn({ pubkey }: ChallengeBody): UserKey {
    const key = this.userIds.keyIn(pubkey);
    if (!key) throw refuse('VALIDATION_FAILED', 'pubkey must be an Ed25519 public key in base58.');
    return key;
  }
}
