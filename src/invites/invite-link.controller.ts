import { Controller, Get, Header, Param } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiExcludeController } from '@nestjs/swagger';
import { RateLimit } from '../common/rate-limit.js';
import { Requires } from '../identity/access.js';
import { codeIn } from './code-in.js';
import { PreviewInvite, type PreviewJson } from './queries/preview-invite.query.js';

/** Of an answer that is JSON already. */
export const JSON_TYPE = 'application/json; charset=utf-8';

/** What stands behind the link itself: as data, what the invite leads to. */
@ApiExcludeController()
@Controller('invite')
export class InviteLinkController {
  constructor(private readonly queries: QueryBus) {}

  @Get(':code')
  @Requires('public')
  @RateLimit('preview')
  @Header('content-type', JSON_TYPE)
  open(@Param('code') code: string): Promise<PreviewJson> {
    return this.queries.execute(new PreviewInvite(codeIn(code)));
  }
}
