import { Controller, Get, Param } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiProblems } from '../http/api-problems.js';
import { CurrentCaller, type Caller } from '../http/caller.js';
import { CheckedQuery } from '../http/validation.js';
import { Requires } from '../identity/access.js';
import { ApiInviteParam, ApiPersonParam } from './api-params.js';
import { TreeQuery } from './queries.dto.js';
import { GetInviteTree, GetMemberTree, type TreePage } from './queries/get-tree.query.js';
import { TreePageDto } from './stories.dto.js';
import { UserIds } from '../identity/user-ids.js';

/** Who brought whom. */
@ApiTags('Audit')
@Controller('audit')
export class TreeController {
  constructor(
    private readonly queries: QueryBus,
    private readonly userIds: UserIds,
  ) {}

  @Get('members/:pubkey/tree')
  @Requires('view_audit_log')
  @ApiOperation({
    summary: 'Whom a person brought, and they in turn; or who brought them, up to the owner',
    description: 'Page by page, with how far each stands from where the tree begins.',
  })
  @ApiPersonParam()
  @ApiOkResponse({ type: TreePageDto })
  @ApiProblems('VALIDATION_FAILED', 'MEMBER_NOT_FOUND')
  member(
    @CurrentCaller() { userId }: Caller,
    @Param('pubkey') person: string,
    @CheckedQuery() query: TreeQuery,
  ): Promise<TreePage> {
    return this.queries.execute(new GetMemberTree(userId, this.userIds.userIn(person), query));
  }

  @Get('invites/:code/tree')
  @Requires('view_audit_log')
  @ApiOperation({
    summary: 'Whom an invite brought, and they in turn; or who made it, up to the owner',
    description: 'Page by page, with how far each stands from where the tree begins.',
  })
  @ApiInviteParam()
  @ApiOkResponse({ type: TreePageDto })
  @ApiProblems('VALIDATION_FAILED', 'INVITE_NOT_FOUND')
  invite(
    @CurrentCaller() { userId }: Caller,
    @Param('code') code: string,
    @CheckedQuery() query: TreeQuery,
  ): Promise<TreePage> {
    return this.queries.execute(new GetInviteTree(userId, code, query));
  }
}
