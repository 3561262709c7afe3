import { Controller, Get, Param } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiProblems } from '../http/api-problems.js';
import { CurrentCaller, type Caller } from '../http/caller.js';
import { CheckedQuery } from '../http/validation.js';
import { Requires } from '../identity/access.js';
import { ApiInviteParam, ApiPersonParam } from './api-params.js';
import { InviteRefusalsQuery, MemberRefusalsQuery } from './queries.dto.js';
import {
  GetInviteRefusals,
  GetMemberRefusals,
  type InviteRefusals,
  type MemberRefusals,
} from './queries/get-refusals.query.js';
import { InviteRefusalsDto, MemberRefusalsDto } from './refusals.dto.js';
import { userIn } from '../identity/public-key.js';

/** Why somebody could not join. */
@ApiTags('Audit')
@Controller('audit')
export class RefusalsController {
  constructor(private readonly queries: QueryBus) {}

  @Get('invites/:code/refusals')
  @Requires('view_audit_log')
  @ApiOperation({
    summary: 'Who was refused a join by an invite, why, and whether they still would be',
  })
  @ApiInviteParam()
  @ApiOkResponse({ type: InviteRefusalsDto })
  @ApiProblems('VALIDATION_FAILED', 'INVITE_NOT_FOUND')
  invite(
    @CurrentCaller() { userId }: Caller,
    @Param('code') code: string,
    @CheckedQuery() { user, limit }: InviteRefusalsQuery,
  ): Promise<InviteRefusals> {
    const person = user === undefined ? undefined : userIn(user);
    return this.queries.execute(new GetInviteRefusals(userId, code, person, limit));
  }

  @Get('members/:pubkey/refusals')
  @Requires('view_audit_log')
  @ApiOperation({
    summary: 'Where somebody was refused a join, why, and whether they still would be',
  })
  @ApiPersonParam()
  @ApiOkResponse({ type: MemberRefusalsDto })
  @ApiProblems('VALIDATION_FAILED', 'MEMBER_NOT_FOUND')
  member(
    @CurrentCaller() { userId }: Caller,
    @Param('pubkey') person: string,
    @CheckedQuery() { limit }: MemberRefusalsQuery,
  ): Promise<MemberRefusals> {
    return this.queries.execute(new GetMemberRefusals(userId, userIn(person), limit));
  }
}
