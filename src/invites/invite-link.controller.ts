import { Controller, Get, Param, Req, Res, UseFilters } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Guesses } from '../http/limits/guesses.js';
import { RateLimit } from '../http/limits/rate-limit.js';
import { Requires } from '../identity/access.js';
import { PageProblemFilter } from '../web/page-problem.filter.js';
import { languagesOf, VARY, wantsData } from '../web/wants.js';
import { WebPages } from '../web/web-pages.js';
import { codeIn } from './code-in.js';
import { PreviewInvite, type InvitePreview } from './queries/preview-invite.query.js';

/** Of an answer that is JSON already. */
export const JSON_TYPE = 'application/json; charset=utf-8';

/** What stands behind the link itself: a page, and to programs what the invite leads to. */
@ApiExcludeController()
@Controller('invite')
@UseFilters(PageProblemFilter)
export class InviteLinkController {
  constructor(
    private readonly queries: QueryBus,
    private readonly pages: WebPages,
    private readonly guesses: Guesses,
  ) {}

  @Get(':code')
  @Requires('public')
  @RateLimit('preview')
  async open(
    @Param('code') code: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const json = await this.guesses.looking(request, async () =>
      this.queries.execute(new PreviewInvite(codeIn(code))),
    );
    void reply.header('vary', VARY);
    if (wantsData(request)) {
      void reply.type(JSON_TYPE);
      return json;
    }
    const preview = JSON.parse(json) as InvitePreview;
    return this.pages.invite(reply, { code, preview }, languagesOf(request));
  }
}
