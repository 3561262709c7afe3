import { Controller, Get } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiProblems } from '../http/api-problems.js';
import { CurrentCaller, type Caller } from '../http/caller.js';
import { CheckedQuery } from '../http/validation.js';
import { Requires } from '../identity/access.js';
import { DiffQuery, MomentQuery } from './queries.dto.js';
import { GetDiff, type Diff } from './queries/get-diff.query.js';
import { ListMembersAsOf, type MembersAsOf } from './queries/list-members-as-of.query.js';
import { DiffDto, MembersAsOfDto } from './time-travel.dto.js';

/** The community as it was. */
@ApiTags('Audit')
@Controller('audit')
export class TimeTravelController {
  constructor(private readonly queries: QueryBus) {}

  @Get('members')
  @Requires('view_audit_log')
  @ApiOperation({
    summary: 'Who was in at a moment, and as what',
    description: 'The member list as it was, by the same rules that hold today.',
  })
  @ApiOkResponse({ type: MembersAsOfDto })
  @ApiProblems('VALIDATION_FAILED')
  members(
    @CurrentCaller() { userId }: Caller,
    @CheckedQuery() query: MomentQuery,
  ): Promise<MembersAsOf> {
    return this.queries.execute(new ListMembersAsOf(userId, query));
  }

  @Get('diff')
  @Requires('view_audit_log')
  @ApiOperation({
    summary: 'What was different at two moments',
    description:
      'Of an invite, a person, a role, the settings or the member list: each field that changed, with both values.',
  })
  @ApiOkResponse({ type: DiffDto })
  @ApiProblems('VALIDATION_FAILED')
  diff(@CurrentCaller() { userId }: Caller, @CheckedQuery() query: DiffQuery): Promise<Diff> {
    const from = { at: query.from, position: query.from_position };
    const to = { at: query.to, position: query.to_position };
    return this.queries.execute(new GetDiff(userId, from, to, query.after, query.limit));
  }
}
