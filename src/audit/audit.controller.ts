import { Controller, Get, Res, StreamableFile } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { ApiProblems } from '../http/api-problems.js';
import { CurrentCaller, type Caller } from '../http/caller.js';
import { RateLimit } from '../http/limits/rate-limit.js';
import { CheckedQuery } from '../http/validation.js';
import { Requires } from '../identity/access.js';
import { AuditEventPageDto, VerificationDto } from './audit.dto.js';
import { ExportQuery, FindEventsQuery } from './queries.dto.js';
import { ExportLog } from './queries/export-log.query.js';
import { FindEvents, type EventPage } from './queries/find-events.query.js';
import { VerifyLog, type Verification } from './queries/verify-log.query.js';
import { cutWhenStalled } from './stalled-client.js';
import { UserIds } from '../identity/user-ids.js';

@ApiTags('Audit')
@Controller('audit')
export class AuditController {
  constructor(
    private readonly queries: QueryBus,
    private readonly userIds: UserIds,
  ) {}

  @Get('events')
  @Requires('view_audit_log')
  @ApiOperation({
    summary: 'The log, or those of its events that meet all filters',
    description:
      'In the order of the log, or the latest first. Codes of invites that work are masked for those who may not manage invites.',
  })
  @ApiOkResponse({ type: AuditEventPageDto })
  @ApiProblems('VALIDATION_FAILED')
  events(
    @CurrentCaller() caller: Caller,
    @CheckedQuery() query: FindEventsQuery,
  ): Promise<EventPage> {
    const { after, limit, order, user, ...others } = query;
    const filter = { ...others, user: user === undefined ? undefined : this.userIds.userIn(user) };
    return this.queries.execute(new FindEvents(caller.userId, filter, order, after, limit));
  }

  @Get('export')
  @Requires('view_audit_log')
  @RateLimit('export')
  @ApiOperation({
    summary: 'The log as it is stored, one event a line, as NDJSON',
    description:
      'Begins behind `after` and ends where the log ended when it began, which the header ' +
      '`Gatehouse-Export-Until` says. Personal values are sealed. Lines whose codes are masked say ' +
      '`"masked":true`; for holders of `manage_invites` every line is as it was hashed.',
  })
  @ApiOkResponse({
    content: { 'application/x-ndjson': { schema: { type: 'string' } } },
    headers: {
      'Gatehouse-Export-Until': {
        description: 'The position of the last line.',
        required: true,
        schema: { type: 'integer', minimum: 0 },
      },
      'Content-Disposition': {
        description: 'The name under which a browser keeps it.',
        required: true,
        schema: { type: 'string' },
      },
    },
  })
  @ApiProblems('VALIDATION_FAILED')
  async export(
    @CurrentCaller() { userId }: Caller,
    @CheckedQuery() { after }: ExportQuery,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StreamableFile> {
    const { lines, until } = await this.queries.execute(new ExportLog(userId, after));
    void reply.header('gatehouse-export-until', until);
    cutWhenStalled(reply.raw);
    return new StreamableFile(lines, {
      type: 'application/x-ndjson',
      disposition: 'attachment; filename="gatehouse-log.ndjson"',
    });
  }

  @Get('verify')
  @Requires('view_audit_log')
  @RateLimit('verification')
  @ApiOperation({
    summary: 'Recompute the hash chain of the whole log',
    description: 'One run at a time: whoever asks while one runs is answered with what it finds.',
  })
  @ApiOkResponse({ type: VerificationDto })
  verify(): Promise<Verification> {
    return this.queries.execute(new VerifyLog());
  }
}
