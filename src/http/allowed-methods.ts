import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { refuse, type Refusal } from '../platform/refusal.js';

/** What takes every path that nothing else takes: a page for whoever follows a wrong link. */
export const CATCH_ALL = '/*';

/**
 * Learns which methods each path takes, before the routes are registered.
 * @returns what says so (RFC 9110, 15.5.6) of a request that no route takes; `undefined` where there is no such path
 */
export function learnMethods(
  fastify: FastifyInstance,
): (request: FastifyRequest, reply: FastifyReply) => Refusal | undefined {
  const methods = new Map<string, Set<string>>();
  fastify.addHook('onRoute', ({ method, url }) => {
    // What takes every path says nothing of this one.
    if (url === CATCH_ALL || url === '*') return;
    const known = methods.get(url) ?? new Set();
    methods.set(url, known);
    for (const each of [method].flat()) known.add(each);
  });
  let table: readonly (readonly [RegExp, ReadonlySet<string>])[] | undefined;
  return (request, reply) => {
    // A name goes before a parameter that would take it, and that before what takes all the rest.
    table ??= [...methods]
      .sort(([one], [other]) => breadthOf(one) - breadthOf(other))
      .map(([url, allowed]) => [patternOf(url), allowed] as const);
    const path = request.url.split('?', 1)[0] ?? '';
    const [, allowed] = table.find(([pattern]) => pattern.test(path)) ?? [];
    if (!allowed || allowed.has(request.method)) return undefined;
    const allow = [...allowed].sort().join(', ');
    void reply.header('allow', allow);
    return refuse('METHOD_NOT_ALLOWED', `This path takes ${allow}.`);
  };
}

/** How many paths an address takes, as more or less. */
function breadthOf(url: string): number {
  return url.split(':').length + (url.includes('*') ? 100 : 0);
}

function patternOf(url: string): RegExp {
  const parts = url
    .split('/')
    .map((part) =>
      part.startsWith('*')
        ? '.*'
        : part.startsWith(':')
          ? '[^/]+'
          : part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'),
    );
  return new RegExp(`^${parts.join('/')}$`);
}
