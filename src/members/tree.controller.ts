import { applyDecorators, Controller, HttpCode, Param, Post, Req } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { ApiProblems } from '../http/api-problems.js';
import { CurrentCaller, type Caller } from '../http/caller.js';
import { RateLimit } from '../http/limits/rate-limit.js';
import { CheckedBody } from '../http/validation.js';
import { Requires } from '../identity/access.js';
import type { Permission } from '../roles/permissions.js';
import { ActOnTree } from './commands/act-on-tree.command.js';
import type { TreeOutcome } from './tree-outcome.js';
import { memberKeyIn } from './key-in.js';
import { ApiAuditReason, ApiPubkey } from './moderation.dto.js';
import { reasonOf } from './moderation.controller.js';
import { TreeActionBody, TreeOutcomeDto } from './tree.dto.js';
import type { TreeAction } from './tree.decide.js';

/** What the actions on trees have in common. */
function TreeRoute(path: string, permission: Permission, summary: string): MethodDecorator {
  return applyDecorators(
    Post(path),
    HttpCode(200),
    Requires(permission),
    RateLimit('tree'),
    ApiOperation({ summary, description: 'A dry run, unless `dry_run` is `false`.' }),
    ApiPubkey(),
    ApiAuditReason(),
    ApiOkResponse({ type: TreeOutcomeDto }),
    ApiProblems('VALIDATION_FAILED', 'MALFORMED_JSON', 'MEMBER_NOT_FOUND', 'CONFLICT'),
  );
}

/** One action on a person and on everybody who came in through them, and through these. */
@ApiTags('Moderation')
@Controller('members/:pubkey/tree')
export class TreeModerationController {
  constructor(private readonly commands: CommandBus) {}

  @TreeRoute(
    'kick',
    'kick_members',
    'Take out a person and all below them; needs `view_audit_log`, too',
  )
  kick(
    @CurrentCaller() caller: Caller,
    @Param('pubkey') pubkey: string,
    @CheckedBody() body: TreeActionBody,
    @Req() request: FastifyRequest,
  ): Promise<TreeOutcome> {
    return this.act(caller, pubkey, 'kick', body, request);
  }

  @TreeRoute(
    'ban',
    'ban_members',
    'Shut out a person and all below them; needs `view_audit_log`, too',
  )
  ban(
    @CurrentCaller() caller: Caller,
    @Param('pubkey') pubkey: string,
    @CheckedBody() body: TreeActionBody,
    @Req() request: FastifyRequest,
  ): Promise<TreeOutcome> {
    return this.act(caller, pubkey, 'ban', body, request);
  }

  @TreeRoute(
    'revoke-invites',
    'manage_invites',
    'Revoke all invites of a person and of all below them',
  )
  revokeInvites(
    @CurrentCaller() caller: Caller,
    @Param('pubkey') pubkey: string,
    @CheckedBody() body: TreeActionBody,
    @Req() request: FastifyRequest,
  ): Promise<TreeOutcome> {
    return this.act(caller, pubkey, 'revoke-invites', body, request);
  }

  private act(
    caller: Caller,
    pubkey: string,
    action: TreeAction,
    body: TreeActionBody,
    request: FastifyRequest,
  ): Promise<TreeOutcome> {
    const { userId } = memberKeyIn(pubkey);
    const reason = reasonOf(body, request);
    return this.commands.execute(new ActOnTree(caller, userId, action, reason, body.dry_run));
  }
}
