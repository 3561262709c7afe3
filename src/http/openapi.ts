import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { ProblemDto, problemResponse } from './api-problems.js';
import { POSITION_HEADER } from './log-position.js';
import { publicPath } from '../platform/public-path.js';
import { PROBLEM_STATUS, type ProblemCode } from '../platform/problem-codes.js';

/**
 * The OpenAPI document of the API, made from the controllers.
 * @param path under which it is reached
 */
export function openApiDocument(app: INestApplication, path = ''): OpenAPIObject {
  const settings = new DocumentBuilder()
    .setTitle('Gatehouse')
    .setDescription(
      'The front door of a chat community: invites, membership, roles. Times are RFC 3339 UTC, ' +
        'durations are seconds, errors are RFC 9457 problem documents with a stable `code`.',
    )
    .setVersion('1')
    .addServer(path === '' ? '/' : path)
    .addBearerAuth({ type: 'http', scheme: 'bearer', bearerFormat: 'opaque' })
    .build();
  const document = SwaggerModule.createDocument(app, settings, {
    extraModels: [ProblemDto],
    operationIdFactory: (controller, method) => `${controller.replace('Controller', '')}_${method}`,
  });
  return withTheLog(document);
}

type Operation = NonNullable<OpenAPIObject['paths'][string]['get']>;

const POSITION = { type: 'integer', minimum: 0, example: 4711 } as const;

/** Adds to every call of the API what all have in common: the log must be there, and may be asked for as of when. */
function withTheLog(document: OpenAPIObject): OpenAPIObject {
  for (const [path, operations] of Object.entries(document.paths)) {
    if (!path.startsWith('/api/v1/')) continue;
    for (const [method, operation] of Object.entries(operations) as [string, Operation][]) {
      const parameter = {
        name: POSITION_HEADER,
        in: 'header',
        required: false,
        description:
          'A position of the log, as an answer to a write has named it: the call is answered as of it or later.',
        schema: POSITION,
      } as const;
      operation.parameters = [...(operation.parameters ?? []), parameter];
      addProblem(operation, 'VALIDATION_FAILED');
      addProblem(operation, 'STORAGE_UNAVAILABLE');
      if (method !== 'get') describeWrite(operation);
    }
  }
  return document;
}

const IDEMPOTENCY_KEY = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  description:
    'For 24 hours the same key, with the same request of the same user, gives the first answer again and changes nothing.',
  schema: { type: 'string', pattern: '^[\\x21-\\x7e]{1,255}$', example: 'b3d7e0f2-0d0b-4d1c' },
} as const;

function describeWrite(operation: Operation): void {
  addProblem(operation, 'OUTCOME_UNKNOWN');
  // Whoever has not signed in yet has no answers of theirs to be given again.
  if (operation.security && operation.security.length > 0) {
    operation.parameters = [...(operation.parameters ?? []), IDEMPOTENCY_KEY];
    addProblem(operation, 'CONFLICT');
  }
  for (const [status, response] of Object.entries(operation.responses)) {
    if (!status.startsWith('2') || response === undefined || '$ref' in response) continue;
    const description = 'The position of the log that holds what was done, or a later one.';
    response.headers = {
      ...response.headers,
      [POSITION_HEADER]: { description, schema: POSITION },
    };
  }
}

function addProblem({ responses }: Operation, code: ProblemCode): void {
  const status = PROBLEM_STATUS[code];
  const known = responses[status];
  const said = known !== undefined && 'description' in known ? known.description : '';
  if (said.includes(code)) return;
  responses[status] = problemResponse([...(said === '' ? [] : [said]), `\`${code}\``].join(', '));
}

/** Serves the document and its page. */
export function serveOpenApi(app: INestApplication, publicUrl: string): void {
  SwaggerModule.setup('api/docs', app, () => openApiDocument(app, publicPath(publicUrl)), {
    jsonDocumentUrl: 'api/openapi.json',
    customSiteTitle: 'Gatehouse API',
  });
}
