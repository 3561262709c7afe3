import { Controller, Get, HttpCode, Res, ServiceUnavailableException } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import { HealthCheckService, type HealthCheckResult } from '@nestjs/terminus';
import type { FastifyReply } from 'fastify';
import { ApiProblems } from '../http/api-problems.js';
import { Requires } from '../identity/access.js';
import { refuse } from '../platform/refusal.js';
import { Metrics } from '../platform/metrics.js';
import { Readiness } from './readiness.js';

@ApiTags('Operations')
@Controller()
export class OperationsController {
  constructor(
    private readonly health: HealthCheckService,
    private readonly readiness: Readiness,
    private readonly metrics: Metrics,
  ) {}

  @Get('healthz')
  @HttpCode(200)
  @Requires('public')
  @ApiOperation({
    summary: 'The process lives',
    description: 'Says nothing of the log: see `/readyz`.',
  })
  @ApiOkResponse()
  alive(): { status: string } {
    return { status: 'ok' };
  }

  @Get('readyz')
  @Requires('public')
  @ApiOperation({
    summary: 'The log can be written, projections are current',
    description:
      'For load balancers: 503 while one of these is not so, and while the server is about to stop.',
  })
  @ApiOkResponse()
  @ApiProblems('STORAGE_UNAVAILABLE')
  async ready(): Promise<HealthCheckResult> {
    try {
      return await this.health.check([
        ...this.readiness.drain(),
        () => this.readiness.logIsWritable(),
        () => this.readiness.projectionsAreCurrent(),
      ]);
    } catch (error) {
      throw unready(error);
    }
  }

  @Get('metrics')
  @Requires('public')
  @ApiOperation({
    summary: 'Metrics for Prometheus',
    description: 'In its text format. Keep them behind your proxy.',
  })
  @ApiProduces('text/plain')
  @ApiOkResponse()
  async scrape(@Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    void reply.type(this.metrics.registry.contentType);
    return this.metrics.registry.metrics();
  }
}

/** Says in the problem document what is the matter: all that is down, and nothing of why. */
function unready(error: unknown): unknown {
  if (!(error instanceof ServiceUnavailableException)) return error;
  const { error: down = {} } = error.getResponse() as HealthCheckResult;
  const detail = Object.values(down).map((indicator) => String(indicator?.message));
  return detail.length === 0 ? error : refuse('STORAGE_UNAVAILABLE', detail.join(' '));
}
