import { Controller, Get, Header, Param } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiExcludeController } from '@nestjs/swagger';
import { RateLimit } from '../common/rate-limit.js';
import { Requires } from '../identity/access.js';
import { codeIn } from './code-in.js';
import { PreviewInvite, type InvitePreview } from './queries/preview-invite.query.js';

/** What stands behind the link itself: as data, what the invite leads to. */
@ApiExcludeController()
@Controller('invite')
export class InviteLinkController {
  constructor(private readonly queries: QueryBus) {}

  @Get(':code')
  @Requires('public')
  @RateLimit('preview')
  @Header('cache-control', 'no-store')
  open(@Param('code') code: string): Promise<InvitePreview> {
    return this.queries.execute(new PreviewInvite(codeIn(code)));
  }
}
