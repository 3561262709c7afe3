import { Controller, Delete, Get, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import {
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiTags,
} from '@nestjs/swagger';
import { ApiProblems } from '../http/api-problems.js';
import { CurrentCaller, type Caller } from '../http/caller.js';
import { EmptyBody } from '../http/empty-body.js';
import { pageSize } from '../http/query.dto.js';
import { RateLimit } from '../http/limits/rate-limit.js';
import { refuse } from '../platform/refusal.js';
import { CONFIG, type Config } from '../config.js';
import { CheckedQuery } from '../http/validation.js';
import { Requires } from '../identity/access.js';
import { UserIds } from '../identity/user-ids.js';
import { requirePermission } from '../roles/authority.js';
import { holds } from '../roles/permissions.js';
import { authorityOf } from '../roles/facts/authority-of.js';
import { JoinDirectly, type JoinResult } from './commands/join-directly.command.js';
import { Leave } from './commands/leave.command.js';
import { ListMembersQuery, memberFilterIn } from './list-members.dto.js';
import { withoutInvite, type MemberView } from './member-view.js';
import { JoinDto, MemberDto, MemberPageDto } from './members.dto.js';
import { GetMember } from './queries/get-member.query.js';
import { ListMembers, type MemberPage } from './queries/list-members.query.js';
import { States } from '../event-store/states.js';

@ApiTags('Members')
@Controller('members')
export class MembersController {
  constructor(
    private readonly commands: CommandBus,
    private readonly userIds: UserIds,
    private readonly queries: QueryBus,
    private readonly states: States,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Post('join')
  @HttpCode(200)
  @Requires('session')
  @RateLimit('join')
  @ApiOperation({
    summary: 'Join without an invite',
    description:
      'In the mode `open` for anybody, in `allowlist` for those who are on it. Whoever is in already is answered `joined: false`.',
  })
  @ApiOkResponse({ type: JoinDto })
  @ApiProblems('VALIDATION_FAILED', 'MALFORMED_JSON', 'CONFLICT')
  @ApiProblems('MEMBER_BANNED', 'INVITE_REQUIRED', 'NOT_ALLOWLISTED', 'MEMBERSHIP_CLOSED')
  join(@CurrentCaller() caller: Caller, @EmptyBody() _body: object): Promise<JoinResult> {
    return this.commands.execute(new JoinDirectly(caller));
  }

  @Delete('me')
  @HttpCode(204)
  @Requires('session')
  @ApiOperation({
    summary: 'Leave',
    description:
      'The invites that you made are revoked. Whoever leaves may come back as anybody may come.',
  })
  @ApiNoContentResponse()
  @ApiProblems('NOT_A_MEMBER', 'OWNER_CANNOT_LEAVE')
  leave(@CurrentCaller() caller: Caller): Promise<void> {
    return this.commands.execute(new Leave(caller));
  }

  @Get()
  @Requires('member')
  @ApiOperation({
    summary: 'List the members in the order in which they joined, or those who meet a filter',
    description:
      'Page by page: `next_cursor` is the `cursor` of the next one, `null` on the last. Who was imported joined when ' +
      'they did before: with `role`, `joined_from` or `joined_to` the order is that of these times.',
  })
  @ApiOkResponse({ type: MemberPageDto })
  @ApiProblems('VALIDATION_FAILED', 'MISSING_PERMISSION')
  async list(
    @CurrentCaller() caller: Caller,
    @CheckedQuery() query: ListMembersQuery,
  ): Promise<MemberPage> {
    const filter = memberFilterIn(query, this.userIds);
    if (filter.invite !== undefined || filter.invited_by !== undefined) {
      // Whoever is not shown how others came in must not find it out by asking for it.
      const actor = await authorityOf(this.states, caller.userId);
      const refusal = requirePermission(actor, 'manage_invites');
      if (refusal) throw refusal;
    }
    const limit = pageSize(query, this.config);
    const page = await this.queries.execute(new ListMembers(limit, query.cursor, filter));
    return { ...page, members: page.members.map(await this.visibleTo(caller)) };
  }

  @Get(':pubkey')
  @Requires('member')
  @ApiOperation({
    summary: 'A member',
    description: 'By public key, or by user id. Through which invite they came is among it.',
  })
  @ApiParam({ name: 'pubkey', description: 'Base58 of the public key, or the user id.' })
  @ApiOkResponse({ type: MemberDto })
  @ApiProblems('MEMBER_NOT_FOUND')
  async get(@CurrentCaller() caller: Caller, @Param('pubkey') text: string): Promise<MemberView> {
    const userId = this.userIds.userIn(text);
    const member = userId && (await this.queries.execute(new GetMember(userId)));
    if (!member) throw refuse('MEMBER_NOT_FOUND', 'There is no member with this key or user id.');
    return (await this.visibleTo(caller))(member);
  }

  /** How somebody came in is shown to those who manage invites, and to themselves. */
  private async visibleTo({ userId }: Caller): Promise<(member: MemberView) => MemberView> {
    const { permissions } = await authorityOf(this.states, userId);
    const managesInvites = holds(permissions, 'manage_invites');
    return (member) =>
      managesInvites || member.user_id === userId ? member : withoutInvite(member);
  }
}
