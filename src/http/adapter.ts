import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import { BadRequestException } from '@nestjs/common';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { requestId } from '../platform/ids.js';
import { LogPosition, POSITION_HEADER } from './log-position.js';
import { CATCH_ALL, learnMethods } from './allowed-methods.js';
import {
  isNameless,
  messagesUpgradedWhere,
  refuseExpectation,
  refuseMessage,
  REQUEST_MS,
  SERVER_OPTIONS,
} from './odd-requests.js';
import { ProblemFilter } from './problem.filter.js';
import { ValidationFailed } from './validation.js';
import type { Config } from '../config.js';
import type { TrustedProxies } from '../settings/proxies.js';
import { securityHeaders } from './security-headers.js';
import { acceptTextWhereMarked } from './text-body.js';
import { Metrics } from '../platform/metrics.js';
import { onRawProblem } from './raw-problem.js';
import { RequestLog, type RequestLogger } from './request-log.js';

const MAX_BODY_BYTES = 64 * 1024;
/** Deeper JSON is nobody's honest request, and recursion over it would overflow the stack. */
const MAX_DEPTH = 20;
/** Where data is served, which most requests are for. */
const DATA = '/api/v1/';
/** Methods that change nothing. */
const READS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);
/** As Node writes it. */
const NAMED_POSITION = POSITION_HEADER.toLowerCase();
/** The page of the API. */
const API_PAGE = '/api/docs';

/**
 * Fastify as we want it under Nest: who asked, how much they may send.
 * @param isUpgraded which requests become something else than HTTP
 */
export function httpAdapter(
  config: Config,
  isUpgraded: (message: IncomingMessage) => boolean = () => false,
): FastifyAdapter {
  return new FastifyAdapter({
    bodyLimit: MAX_BODY_BYTES,
    trustProxy: trustedBy(config.trustedProxies),
    keepAliveTimeout: config.keepAliveSeconds * 1000,
    requestTimeout: REQUEST_MS,
    http: { ...SERVER_OPTIONS, IncomingMessage: messagesUpgradedWhere(isUpgraded) },
    genReqId: idOf,
    // What the router refuses never comes to a controller, but must look like everything else.
    frameworkErrors: (error: unknown, request: FastifyRequest, reply: FastifyReply) => {
      // No hook has run yet: this is what helmet would have said of such an answer.
      void reply.header('x-content-type-options', 'nosniff');
      new ProblemFilter().answer(error, request, reply);
    },
    clientErrorHandler: refuseMessage,
    // What still comes in while we stop is answered as usual, on connections that then close.
    return503OnClosing: false,
    forceCloseConnections: 'idle',
    routerOptions: { maxParamLength: 16_384 },
  });
}

/**
 * What a client has written itself into X-Forwarded-For stands before what our proxies add to it: it is read from the
 * right. A plain number is to Fastify nobody, and without a proxy nothing is to be believed, X-Forwarded-Host neither.
 */
function trustedBy(
  proxies: TrustedProxies,
): false | string | ((_address: string, hop: number) => boolean) {
  if (typeof proxies === 'string') return proxies;
  return proxies > 0 && ((_address, hop) => hop < proxies);
}

/** A caller's own id if it is harmless in logs and events, else a new one. Called first of all. */
function idOf(request: IncomingMessage): string {
  request.receivedAt = performance.now();
  const given = request.headers['x-request-id'];
  return typeof given === 'string' && /^[\w.:-]{1,64}$/.test(given) ? given : requestId();
}

/** Body parsing, security headers, CORS, request ids and the record of requests. */
export async function setUpHttp(
  app: NestFastifyApplication,
  config: Config,
  logger: RequestLogger,
): Promise<void> {
  const fastify = app.getHttpAdapter().getInstance();
  fastify.server.on('checkExpectation', refuseExpectation);
  const notAllowed = learnMethods(fastify);
  acceptJsonOnly(fastify);
  acceptTextWhereMarked(fastify);
  if (config.corsOrigins.length > 0) {
    app.enableCors({
      origin: [...config.corsOrigins],
      methods: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'],
      exposedHeaders: [
        'ETag',
        'Gatehouse-Export-Until',
        POSITION_HEADER,
        'Location',
        'RateLimit',
        'RateLimit-Policy',
        'Retry-After',
        'X-Request-Id',
      ],
      maxAge: 600,
    });
  }
  const log = app.get(LogPosition);
  // One hook for all that is asked of every request, too: each costs as much as what is done in it.
  fastify.addHook('onRequest', (request, reply, done) => {
    if (isNameless(request.raw)) return done(new BadRequestException());
    if (request.is404 || request.routeOptions.url === CATCH_ALL) {
      return done(notAllowed(request, reply));
    }
    const named = request.headers[NAMED_POSITION];
    if (named === undefined || !request.url.startsWith(DATA)) return done();
    log.reach(String(named)).then(() => done(), done);
  });
  const requests = new RequestLog(app.get(Metrics), logger);
  const stopHearing = onRawProblem((problem) => requests.recordRaw(problem));
  fastify.addHook('onClose', (_instance, done) => {
    stopHearing();
    done();
  });
  const headers = await securityHeaders(config);
  // One hook for all that every answer takes. It counts when the answer is handed over, not when the
  // client has taken it: its line is not our speed.
  fastify.addHook('onSend', (request, reply, _payload, done) => {
    if (request.url.startsWith(DATA)) void reply.headers(headers.data);
    else if (request.url.startsWith(API_PAGE)) void reply.headers(headers.page);
    // The pages of the web client have set theirs.
    else if (!reply.hasHeader('content-security-policy')) {
      const cacheControl = reply.getHeader('cache-control') ?? headers.data['cache-control'];
      void reply.headers({ ...headers.data, 'cache-control': cacheControl });
    }
    void reply.header('x-request-id', request.id);
    if (!READS.has(request.method) && log.known !== undefined) {
      void reply.header(POSITION_HEADER, log.known);
    }
    // A connection that stayed open would keep a stop waiting.
    if (!fastify.server.listening) void reply.header('connection', 'close');
    requests.record(request, reply);
    done();
  });
}

/** JSON objects or nothing; clients of decentcom say JSON also where they send no body. */
function acceptJsonOnly(fastify: FastifyInstance): void {
  const parse = fastify.getDefaultJsonParser('error', 'error');
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser<Buffer>(
    'application/json',
    { parseAs: 'buffer' },
    (request: FastifyRequest, body, done) => {
      if (body.length === 0) return done(null, {});
      if (!isUtf8(body)) return done(new BadRequestException());
      void parse(request, body.toString(), (error, value: unknown) => {
        if (error) return done(error);
        if (!isObject(value) || depthOf(value) > MAX_DEPTH) {
          const message = `The body must be a JSON object, at most ${MAX_DEPTH} levels deep.`;
          return done(new ValidationFailed([{ field: '', message }]));
        }
        done(null, value);
      });
    },
  );
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
