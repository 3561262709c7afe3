import type { FastifyInstance } from 'fastify';
import { refuse } from '../platform/refusal.js';

/**
 * Says of a path that is there which methods it takes (RFC 9110, 15.5.6), where it would be taken for one that is not.
 * Before the routes are registered.
 */
export function sayAllowedMethods(fastify: FastifyInstance): void {
  const methods = new Map<string, Set<string>>();
  fastify.addHook('onRoute', ({ method, url }) => {
    // What takes every path says nothing of this one.
    if (url.includes('*')) return;
    const known = methods.get(url) ?? new Set();
    methods.set(url, known);
    for (const each of [method].flat()) known.add(each);
  });
  let table: readonly (readonly [RegExp, ReadonlySet<string>])[] | undefined;
  fastify.addHook('onRequest', (request, reply, done) => {
    if (!request.is404) return done();
    // A name goes before a parameter that would take it.
    table ??= [...methods]
      .sort(([one], [other]) => one.split(':').length - other.split(':').length)
      .map(([url, allowed]) => [patternOf(url), allowed] as const);
    const path = request.url.split('?', 1)[0] ?? '';
    const [, allowed] = table.find(([pattern]) => pattern.test(path)) ?? [];
    if (!allowed || allowed.has(request.method)) return done();
    const allow = [...allowed].sort().join(', ');
    void reply.header('allow', allow);
    done(refuse('METHOD_NOT_ALLOWED', `This path takes ${allow}.`));
  });
}

function patternOf(url: string): RegExp {
  const parts = url
    .split('/')
    .map((part) =>
      part.startsWith(':') ? '[^/]+' : part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'),
    );
  return new RegExp(`^${parts.join('/')}$`);
}
