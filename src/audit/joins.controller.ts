import { Controller, Get, Param } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiProblems } from '../http/api-problems.js';
import { CurrentCaller, type Caller } from '../http/caller.js';
import { CheckedQuery } from '../http/validation.js';
import { Requires } from '../identity/access.js';
import { ApiInviteParam } from './api-params.js';
import { InviteFunnelDto, JoinCountsDto, JoinsQuery } from './joins.dto.js';
import { CountJoins, type JoinCounts } from './queries/count-joins.query.js';
import { GetInviteFunnel, type InviteFunnel } from './queries/get-invite-funnel.query.js';

/** How many joined. */
@ApiTags('Audit')
@Controller('audit')
export class JoinsController {
  constructor(private readonly queries: QueryBus) {}

  @Get('joins')
  @Requires('view_audit_log')
  @ApiOperation({
    summary: 'How many joined, by day, by invite or by inviter',
    description:
      'Days are those of UTC. Whoever left and came again is counted twice. Of a span of more than 50,000 joins, ' +
      'the latest are counted.',
  })
  @ApiOkResponse({ type: JoinCountsDto })
  @ApiProblems('VALIDATION_FAILED')
  joins(
    @CurrentCaller() { userId }: Caller,
    @CheckedQuery() query: JoinsQuery,
  ): Promise<JoinCounts> {
    return this.queries.execute(new CountJoins(userId, query));
  }

  @Get('invites/:code/funnel')
  @Requires(['view_audit_log', 'manage_invites'])
  @ApiOperation({
    summary: 'How many tried to join by an invite, came in, and stayed',
    description:
      'Needs `view_audit_log` or `manage_invites`. Whoever only looks at an invite is not counted. The latest 50,000 ' +
      'joins are.',
  })
  @ApiInviteParam()
  @ApiOkResponse({ type: InviteFunnelDto })
  @ApiProblems('VALIDATION_FAILED', 'INVITE_NOT_FOUND')
  funnel(@CurrentCaller() { userId }: Caller, @Param('code') code: string): Promise<InviteFunnel> {
    return this.queries.execute(new GetInviteFunnel(userId, code));
  }
}
