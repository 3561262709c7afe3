import { Controller, Get, Param } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { ApiProblems } from '../http/api-problems.js';
import { CurrentCaller, type Caller } from '../http/caller.js';
import { CheckedQuery } from '../http/validation.js';
import { Requires } from '../identity/access.js';
import type { RoleView } from '../roles/facts/role-as-loaded.js';
import { roleIn } from '../roles/facts/role-in.js';
import { ApiInviteParam, ApiPersonParam } from './api-params.js';
import { StoryQuery } from './queries.dto.js';
import { GetInviteStory, type InviteStory } from './queries/get-invite-story.query.js';
import { GetMemberStory, type MemberStory } from './queries/get-member-story.query.js';
import { GetRoleStory } from './queries/get-role-story.query.js';
import { GetServerStory, type SettingsView } from './queries/get-server-story.query.js';
import { InviteStoryDto, MemberStoryDto, RoleStoryDto, ServerStoryDto } from './stories.dto.js';
import type { Story } from './stories.js';
import { UserIds } from '../identity/user-ids.js';

/** The whole story of one thing, each event with the state behind it, and its state as of any moment. */
@ApiTags('Audit')
@Controller('audit')
export class StoriesController {
  constructor(
    private readonly queries: QueryBus,
    private readonly userIds: UserIds,
  ) {}

  @Get('invites/:code')
  @Requires('view_audit_log')
  @ApiOperation({
    summary: 'The story of an invite, and its state as of any moment',
    description:
      'Each event with the state behind it. With `at` or `position`, the state as of then.',
  })
  @ApiInviteParam()
  @ApiOkResponse({ type: InviteStoryDto })
  @ApiProblems('VALIDATION_FAILED', 'INVITE_NOT_FOUND')
  invite(
    @CurrentCaller() { userId }: Caller,
    @Param('code') code: string,
    @CheckedQuery() query: StoryQuery,
  ): Promise<InviteStory> {
    return this.queries.execute(new GetInviteStory(userId, code, query));
  }

  @Get('members/:pubkey')
  @Requires('view_audit_log')
  @ApiOperation({
    summary: 'The story of a person: how they came in, what they redeemed, whom they invited',
    description: 'By public key or user id; of who was erased, by user id.',
  })
  @ApiPersonParam()
  @ApiOkResponse({ type: MemberStoryDto })
  @ApiProblems('VALIDATION_FAILED', 'MEMBER_NOT_FOUND')
  member(
    @CurrentCaller() { userId }: Caller,
    @Param('pubkey') person: string,
    @CheckedQuery() query: StoryQuery,
  ): Promise<MemberStory> {
    return this.queries.execute(new GetMemberStory(userId, this.userIds.userIn(person), query));
  }

  @Get('roles/:id')
  @Requires('view_audit_log')
  @ApiOperation({
    summary: 'The story of a role, deleted or not, and its state as of any moment',
    description:
      'Each event with the state behind it. With `at` or `position`, the state as of then.',
  })
  @ApiParam({ name: 'id' })
  @ApiOkResponse({ type: RoleStoryDto })
  @ApiProblems('VALIDATION_FAILED', 'ROLE_NOT_FOUND')
  role(
    @CurrentCaller() { userId }: Caller,
    @Param('id') id: string,
    @CheckedQuery() query: StoryQuery,
  ): Promise<Story<RoleView>> {
    return this.queries.execute(new GetRoleStory(userId, roleIn(id), query));
  }

  @Get('server')
  @Requires('view_audit_log')
  @ApiOperation({
    summary: 'The story of the settings, and what they were as of any moment',
    description: 'Each event with the state behind it: name, icon, membership mode and owner.',
  })
  @ApiOkResponse({ type: ServerStoryDto })
  @ApiProblems('VALIDATION_FAILED')
  server(
    @CurrentCaller() { userId }: Caller,
    @CheckedQuery() query: StoryQuery,
  ): Promise<Story<SettingsView>> {
    return this.queries.execute(new GetServerStory(userId, query));
  }
}
