import { Controller, Get, Header, Param, Res, StreamableFile } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { refuse } from '../platform/refusal.js';
import { RateLimit } from '../http/limits/rate-limit.js';
import { Requires } from '../identity/access.js';
import { Checkpoints } from './checkpoints.js';
import { GetTile } from './queries/get-tile.query.js';
import { tileAt } from './tile-path.js';
import { Cosignatures } from './witnesses/cosignatures.js';

/** A checkpoint is followed by others; a tile never changes. What is refused is not to be kept. */
const BRIEFLY = 'public, max-age=1';
const FOR_EVER = 'public, max-age=31536000, immutable';

/** The transparency log, as c2sp.org/tlog-tiles lays it out: for anybody, and telling nothing but hashes. */
@ApiExcludeController()
@Controller('log')
export class LogController {
  constructor(
    private readonly queries: QueryBus,
    private readonly checkpoints: Checkpoints,
    private readonly cosignatures: Cosignatures,
  ) {}

  @Get('checkpoint')
  @Requires('public')
  @RateLimit('log')
  @Header('content-type', 'text/plain; charset=utf-8')
  async checkpoint(@Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    const note = await this.cosignatures.below(await this.checkpoints.latest());
    void reply.header('cache-control', BRIEFLY);
    return note;
  }

  @Get('tile/*')
  @Requires('public')
  @RateLimit('log')
  async tile(
    @Param('*') path: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StreamableFile> {
    const tile = tileAt(path);
    const bytes = tile && (await this.queries.execute(new GetTile(tile)));
    if (!bytes) throw refuse('NOT_FOUND', 'There is no such tile, or not yet.');
    void reply.header('cache-control', FOR_EVER);
    return new StreamableFile(bytes, { type: 'application/octet-stream' });
  }
}
