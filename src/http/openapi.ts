import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { publicPath } from '../platform/public-path.js';
import { ProblemDto } from './api-problems.js';
import { describeCalls } from './openapi-calls.js';
import { tightenSchemas } from './openapi-schemas.js';

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
    .setLicense('MIT', 'https://spdx.org/licenses/MIT.html')
    .addServer(path === '' ? '/' : path)
    .addBearerAuth({ type: 'http', scheme: 'bearer', bearerFormat: 'opaque' })
    .build();
  const document = SwaggerModule.createDocument(app, settings, {
    extraModels: [ProblemDto],
    operationIdFactory: (controller, method) => `${controller.replace('Controller', '')}_${method}`,
  });
  tightenSchemas(document);
  describeCalls(document);
  return document;
}

/** Serves the document and its page. */
export function serveOpenApi(app: INestApplication, publicUrl: string): void {
  SwaggerModule.setup('api/docs', app, () => openApiDocument(app, publicPath(publicUrl)), {
    jsonDocumentUrl: 'api/openapi.json',
    customSiteTitle: 'Gatehouse API',
  });
}
