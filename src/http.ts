import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { uuidv7 } from './common/ids.js';
import { ProblemFilter } from './common/problem.filter.js';
import { ValidationFailed } from './common/validation.js';
import type { Config } from './config.js';
import { securityHeaders } from './security-headers.js';
import { Metrics } from './operations/metrics.js';
import { recordRequest, type RequestLogger } from './operations/request-log.js';

const MAX_BODY_BYTES = 64 * 1024;
/** Deeper JSON is nobody's honest request, and recursion over it would overflow the stack. */
const MAX_DEPTH = 20;

/** Fastify as we want it under Nest: who asked, how much they may send. */
export function httpAdapter(config: Config): FastifyAdapter {
  return new FastifyAdapter({
    bodyLimit: MAX_BODY_BYTES,
    trustProxy: config.trustProxy,
    genReqId: requestId,
    // What the router refuses never comes to a controller, but must look like everything else.
    frameworkErrors: (error: unknown, request: FastifyRequest, reply: FastifyReply) => {
      new ProblemFilter().answer(error, request, reply);
    },
    forceCloseConnections: 'idle',
    routerOptions: { maxParamLength: 16_384 },
  });
}

/** A caller's own id if it is harmless in logs and events, else a new one. */
function requestId(request: { headers: Record<string, string | string[] | undefined> }): string {
  const given = request.headers['x-request-id'];
  return typeof given === 'string' && /^[\w.:-]{1,64}$/.test(given) ? given : uuidv7();
}

/** Body parsing, security headers, CORS, request ids and the record of requests. */
export async function setUpHttp(
  app: NestFastifyApplication,
  config: Config,
  logger: RequestLogger,
): Promise<void> {
  const fastify = app.getHttpAdapter().getInstance();
  acceptJsonOnly(fastify);
  if (config.corsOrigins.length > 0) {
    app.enableCors({
      origin: [...config.corsOrigins],
      methods: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'],
      exposedHeaders: [
        'ETag',
        'Location',
        'RateLimit',
        'RateLimit-Policy',
        'Retry-After',
        'X-Request-Id',
      ],
      maxAge: 600,
    });
  }
  const metrics = app.get(Metrics);
  const headers = await securityHeaders(config);
  fastify.addHook('onRequest', (request, reply, done) => {
    void reply.headers(headers).header('x-request-id', request.id);
    done();
  });
  fastify.addHook('onResponse', (request, reply, done) => {
    recordRequest(request, reply, metrics, logger);
    done();
  });
}

/** JSON objects or nothing; clients of decentcom say JSON also where they send no body. */
function acceptJsonOnly(fastify: FastifyInstance): void {
  const parse = fastify.getDefaultJsonParser('error', 'error');
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser<string>(
    'application/json',
    { parseAs: 'string' },
    (request: FastifyRequest, body, done) => {
      if (body === '') return done(null, {});
      void parse(request, body, (error, value: unknown) => {
        if (error) return done(error);
        if (!isObject(value) || depthOf(value) > MAX_DEPTH) {
          const message = `The body must be a JSON object, at most ${MAX_DEPTH} levels deep.`;
          return done(new ValidationFailed([{ field: '', message }]));
        }
        done(null, value);
      });
    },
  );
  // A call whose body is left out is a call with an empty one.
  fastify.addHook('preHandler', (request, _reply, done) => {
    request.body ??= {};
    done();
  });
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** How deep a value is nested, counted level by level, without recursion. */
function depthOf(value: unknown): number {
  let depth = 0;
  let level: unknown[] = [value];
  while (level.length > 0 && depth <= MAX_DEPTH) {
    depth++;
    level = level.flatMap((inner) =>
      typeof inner === 'object' && inner !== null ? (Object.values(inner) as unknown[]) : [],
    );
  }
  return depth;
}
