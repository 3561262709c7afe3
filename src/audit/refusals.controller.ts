import { Controller, Get, Param } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiProblems } from '../http/api-problems.js';
import { CurrentCaller, type Caller } from '../http/caller.js';
import { CheckedQuery } from '../http/validation.js';
import { Requires } from '../identity/access.js';
import { ApiInviteParam, ApiPersonParam } from './api-params.js';
import { InviteRefusalsQuery, MemberRefusalsQuery, RefusalsQuery } from './queries.dto.js';
import {
  GetInviteRefusals,
  GetMemberRefusals,
  GetRefusals,
  type InviteRefusals,
  type MemberRefusals,
  type RefusalPage,
} from './queries/get-refusals.query.js';
import { InviteRefusalsDto, MemberRefusalsDto, RefusalPageDto } from './refusals.dto.js';
import { UserIds } from '../identity/user-ids.js';

const MANAGERS_AND_AUDITORS = ['view_audit_log', 'manage_invites'] as const;

/** Why somebody could not join. */
@ApiTags('Audit')
@Controller('audit')
export class RefusalsController {
  constructor(
    private readonly queries: QueryBus,
    private readonly userIds: UserIds,
  ) {}

  @Get('refusals')
  @Requires(MANAGERS_AND_AUDITORS)
  @ApiOperation({
    summary: 'Refused joins on invites that there are or were, the latest first',
    description:
      'Needs `view_audit_log` or `manage_invites`. The latest 1,000 of each invite are kept, and 100,000 in all. ' +
      'Whoever tries again while you turn the pages comes to the front once more.',
  })
  @ApiOkResponse({ type: RefusalPageDto })
  @ApiProblems('VALIDATION_FAILED')
  all(
    @CurrentCaller() { userId }: Caller,
    @CheckedQuery() { cursor, limit }: RefusalsQuery,
  ): Promise<RefusalPage> {
    return this.queries.execute(new GetRefusals(userId, cursor, limit));
  }

  @Get('invites/:code/refusals')
  @Requires(MANAGERS_AND_AUDITORS)
  @ApiOperation({
    summary: 'Who was refused a join by an invite, why, and whether they still would be',
    description: 'Needs `view_audit_log` or `manage_invites`.',
  })
  @ApiInviteParam()
  @ApiOkResponse({ type: InviteRefusalsDto })
  @ApiProblems('VALIDATION_FAILED', 'INVITE_NOT_FOUND')
  invite(
    @CurrentCaller() { userId }: Caller,
    @Param('code') code: string,
    @CheckedQuery() { user, limit }: InviteRefusalsQuery,
  ): Promise<InviteRefusals> {
    const person = user === undefined ? undefined : this.userIds.userIn(user);
    return this.queries.execute(new GetInviteRefusals(userId, code, person, limit));
  }

  @Get('members/:pubkey/refusals')
  @Requires('view_audit_log')
  @ApiOperation({
    summary: 'Where somebody was refused a join, why, and whether they still would be',
    description: 'Answers the question why a person could not come in.',
  })
  @ApiPersonParam()
  @ApiOkResponse({ type: MemberRefusalsDto })
  @ApiProblems('VALIDATION_FAILED', 'MEMBER_NOT_FOUND')
  member(
    @CurrentCaller() { userId }: Caller,
    @Param('pubkey') person: string,
    @CheckedQuery() { limit }: MemberRefusalsQuery,
  ): Promise<MemberRefusals> {
    return this.queries.execute(new GetMemberRefusals(userId, this.userIds.userIn(person), limit));
  }
}
