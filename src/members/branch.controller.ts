import { PassThrough } from 'node:stream';
import { Controller, HttpCode, Post, Req, StreamableFile } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import {
  ApiExtraModels,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
  getSchemaPath,
} from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { ApiProblems } from '../http/api-problems.js';
import { CurrentCaller, type Caller } from '../http/caller.js';
import { RateLimit } from '../http/limits/rate-limit.js';
import { answerTo, problemOf } from '../http/problem.filter.js';
import { CheckedBody, ValidationFailed } from '../http/validation.js';
import { Requires } from '../identity/access.js';
import { UserIds } from '../identity/user-ids.js';
import { isInviteCode } from '../platform/ids.js';
import { BranchBody, BranchOutcomeDto } from './branch.dto.js';
import type { BranchOutcome } from './branch-outcome.js';
import { ActOnBranch, type BranchProgress } from './commands/act-on-branch.command.js';
import type { BranchTop } from './facts/people-below.js';
import { ApiAuditReason } from './moderation.dto.js';
import { reasonOf } from './moderation.controller.js';

const LINES = 'application/x-ndjson';

/** One action on everybody who came in through somebody, or by an invite, and through these. */
@ApiTags('Moderation')
@ApiExtraModels(BranchOutcomeDto)
@Controller('moderation')
export class BranchController {
  constructor(
    private readonly commands: CommandBus,
    private readonly userIds: UserIds,
  ) {}

  @Post('branch')
  @HttpCode(200)
  @Requires('member')
  @RateLimit('branch')
  @ApiOperation({
    summary: 'Kick or ban everybody in a branch of who brought whom, or revoke all their invites',
    description:
      'A dry run, unless `dry_run` is `false`. Needs `kick_members` or `ban_members`, and `view_audit_log`; for ' +
      '`revoke_invites`, and with `invite`, `manage_invites`. Who accepts `application/x-ndjson` is told after each step how far ' +
      'it is, as `{"done": 200, "of": 1000}`, and at the end the outcome. Cut off, it is finished by asking again.',
  })
  @ApiAuditReason()
  @ApiOkResponse({
    content: {
      'application/json': { schema: { $ref: getSchemaPath(BranchOutcomeDto) } },
      [LINES]: { schema: { type: 'string' } },
    },
  })
  @ApiProblems(
    'VALIDATION_FAILED',
    'MALFORMED_JSON',
    'MISSING_PERMISSION',
    'MEMBER_NOT_FOUND',
    'INVITE_NOT_FOUND',
    'CONFLICT',
  )
  async act(
    @CurrentCaller() caller: Caller,
    @CheckedBody() body: BranchBody,
    @Req() request: FastifyRequest,
  ): Promise<BranchOutcome | StreamableFile> {
    const { action, dry_run: isDryRun } = body;
    const top = this.topOf(body);
    const reason = reasonOf(body, request);
    const acting = (onProgress?: (progress: BranchProgress) => void) =>
      this.commands.execute(new ActOnBranch(caller, top, action, reason, isDryRun, onProgress));
    const wantsLines = request.headers.accept?.includes(LINES) === true;
    return wantsLines ? inLines(acting, request) : acting();
  }

  private topOf({ inviter, invite }: BranchBody): BranchTop {
    const userId = inviter === undefined ? undefined : this.userIds.userIn(inviter);
    if (userId !== undefined && invite === undefined) return { inviter: userId };
    if (inviter === undefined && invite !== undefined && isInviteCode(invite)) return { invite };
    const message = 'say either an inviter, by public key or user id, or the code of an invite';
    throw new ValidationFailed([{ field: 'inviter', message }]);
  }
}

/**
 * How far it is, line by line, and what came of it. What goes wrong before the first step is refused as always, what goes
 * wrong later is the last line.
 */
async function inLines(
  act: (onProgress: (progress: BranchProgress) => void) => Promise<BranchOutcome>,
  request: FastifyRequest,
): Promise<StreamableFile> {
  const lines = new PassThrough();
  const say = (line: object) => lines.write(`${JSON.stringify(line)}\n`);
  let acting: Promise<BranchOutcome> | undefined;
  await new Promise<void>((begun, refused) => {
    acting = act((progress) => {
      say(progress);
      begun();
    });
    acting.then(() => begun(), refused);
  });
  acting
    ?.then(say, (error: unknown) => say(problemOf(answerTo(error), request)))
    .finally(() => lines.end())
    .catch(() => undefined);
  return new StreamableFile(lines, { type: LINES });
}
