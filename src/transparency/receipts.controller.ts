import { Controller, Get, Header, Param } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiOkResponse, ApiOperation, ApiParam, ApiProduces, ApiTags } from '@nestjs/swagger';
import { ApiProblems } from '../http/api-problems.js';
import { CurrentCaller, type Caller } from '../http/caller.js';
import { ValidationFailed } from '../http/validation.js';
import { Requires } from '../identity/access.js';
import { GetOwnReceipt } from './queries/get-own-receipt.query.js';
import { GetReceipt } from './queries/get-receipt.query.js';
import { RECEIPT_TYPE } from './receipt.js';

/** What proves to anybody, without the server, that something stands in the log. */
@ApiTags('Audit')
@Controller()
export class ReceiptsController {
  constructor(private readonly queries: QueryBus) {}

  @Get('audit/receipts/:position')
  @Requires('view_audit_log')
  @Header('content-type', RECEIPT_TYPE)
  @ApiOperation({ summary: 'A receipt of an event, which proves offline that it is in the log' })
  @ApiParam({ name: 'position', type: 'integer', example: 1 })
  @ApiProduces('text/plain')
  @ApiOkResponse({ schema: { type: 'string' } })
  @ApiProblems('VALIDATION_FAILED', 'NOT_FOUND')
  ofEvent(
    @CurrentCaller() { userId }: Caller,
    @Param('position') position: string,
  ): Promise<string> {
    return this.queries.execute(new GetReceipt(userId, positionIn(position)));
  }

  @Get('members/me/receipt')
  @Requires('member')
  @Header('content-type', RECEIPT_TYPE)
  @ApiOperation({ summary: 'A receipt of your own joining' })
  @ApiProduces('text/plain')
  @ApiOkResponse({ schema: { type: 'string' } })
  ofOwnJoin(@CurrentCaller() { userId }: Caller): Promise<string> {
    return this.queries.execute(new GetOwnReceipt(userId));
  }
}

function positionIn(text: string): number {
  if (/^[1-9]\d{0,14}$/.test(text)) return Number(text);
  const message = 'position must be a whole number from 1';
  throw new ValidationFailed([{ field: 'position', message }]);
}
