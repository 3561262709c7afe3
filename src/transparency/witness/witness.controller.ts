import { Controller, Post, Req, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { RateLimit } from '../../http/limits/rate-limit.js';
import { TEXT_BODY } from '../../http/text-body.js';
import { Requires } from '../../identity/access.js';
import { offerIn } from '../checkpoint-offer.js';
import { CosignCheckpoint } from './cosign-checkpoint.command.js';
import { malformed } from './judge-checkpoint.js';

/** This community as a witness of others' logs, as c2sp.org/tlog-witness has it. */
@ApiExcludeController()
@Controller('witness')
export class WitnessController {
  constructor(private readonly commands: CommandBus) {}

  @Post('add-checkpoint')
  @Requires('public')
  @RateLimit('witness')
  @RouteConfig(TEXT_BODY)
  async addCheckpoint(
    @Req() { id, body }: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const offer = typeof body === 'string' ? offerIn(body) : undefined;
    if (!offer) throw malformed('old size, hashes and an empty line must come before a checkpoint');
    const cosigned = await this.commands.execute(new CosignCheckpoint(id, offer));
    if ('line' in cosigned) {
      void reply.code(200).type('text/plain; charset=utf-8');
      return cosigned.line;
    }
    void reply.code(409).type('text/x.tlog.size');
    return `${cosigned.seen}\n`;
  }
}
