import { isUtf8 } from 'node:buffer';
import { BadRequestException, UnsupportedMediaTypeException } from '@nestjs/common';
import type { FastifyInstance, FastifyRequest } from 'fastify';

/** Marks a route whose body is text, of whatever type it says that it is. */
export const TEXT_BODY = { textBody: true } as const;

function takesText(request: FastifyRequest): boolean {
  return 'textBody' in request.routeOptions.config;
}

/** Takes bodies that are no JSON as text where a route is for that, and refuses them everywhere else. */
export function acceptTextWhereMarked(fastify: FastifyInstance): void {
  fastify.addContentTypeParser<Buffer>('*', { parseAs: 'buffer' }, (request, body, done) => {
    // Who sends nothing, of whatever type, sends no body: `curl -d ''` says that it is a form.
    if (body.length === 0 && !takesText(request)) return done(null, {});
    if (!takesText(request)) return done(new UnsupportedMediaTypeException());
    if (!isUtf8(body)) return done(new BadRequestException());
    done(null, body.toString());
  });
}
