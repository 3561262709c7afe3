import { Controller, Get, Header, Param } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiOkResponse, ApiOperation, ApiParam, ApiProduces, ApiTags } from '@nestjs/swagger';
import { ApiProblems } from '../http/api-problems.js';
import { CurrentCaller, type Caller } from '../http/caller.js';
import { CheckedQuery, ValidationFailed } from '../http/validation.js';
import { Requires } from '../identity/access.js';
import { ConsistencyQuery, SignedHeadDto, WitnessesDto } from './proofs.dto.js';
import { GetConsistency } from './queries/get-consistency.query.js';
import { GetHead, type SignedHead } from './queries/get-head.query.js';
import { GetOwnReceipt } from './queries/get-own-receipt.query.js';
import { GetReceipt } from './queries/get-receipt.query.js';
import { GetWitnesses, type Witnesses } from './queries/get-witnesses.query.js';
import { RECEIPT_TYPE } from './receipt.js';

/** What proves to anybody, without the server, that something stands in the log. */
@ApiTags('Audit')
@Controller()
export class ProofsController {
  constructor(private readonly queries: QueryBus) {}

  @Get('audit/head')
  @Requires('view_audit_log')
  @ApiOperation({
    summary: 'Where the log ends, signed: pin it, and a later rewrite shows',
    description:
      'The position and hash of the last event, with the checkpoint that the server has signed.',
  })
  @ApiOkResponse({ type: SignedHeadDto })
  head(): Promise<SignedHead> {
    return this.queries.execute(new GetHead());
  }

  @Get('audit/witnesses')
  @Requires('view_audit_log')
  @ApiOperation({
    summary: 'Who vouches for the log beside the server, and how far',
    description: 'An empty list where no witness is configured.',
  })
  @ApiOkResponse({ type: WitnessesDto })
  witnesses(): Promise<Witnesses> {
    return this.queries.execute(new GetWitnesses());
  }

  @Get('audit/consistency')
  @Requires('view_audit_log')
  @Header('content-type', RECEIPT_TYPE)
  @ApiOperation({
    summary: 'What proves that the log of today goes on from a checkpoint that was pinned',
    description:
      'The old size, the hashes of the proof (RFC 6962, 2.1.2) in base64 and, behind an empty line, the checkpoint ' +
      'of the new size: as c2sp.org/tlog-witness lays it out.',
  })
  @ApiProduces('text/plain')
  @ApiOkResponse({ schema: { type: 'string' } })
  @ApiProblems('VALIDATION_FAILED', 'NOT_FOUND')
  consistency(@CheckedQuery() { from, to }: ConsistencyQuery): Promise<string> {
    return this.queries.execute(new GetConsistency(from, to));
  }

  @Get('audit/receipts/:position')
  @Requires('view_audit_log')
  @Header('content-type', RECEIPT_TYPE)
  @ApiOperation({
    summary: 'A receipt of an event, which proves offline that it is in the log',
    description:
      'In the format `tlog-proof` of C2SP. `scripts/gatehouse-verify.mjs` checks it without asking anybody.',
  })
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
  @ApiOperation({
    summary: 'A receipt of your own joining',
    description:
      'In the format `tlog-proof` of C2SP. Keep it: it proves that you were let in, and through which invite.',
  })
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
