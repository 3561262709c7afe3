import type { FastifyRequest } from 'fastify';

/** Whether a program asks, that reads JSON. Browsers and makers of link previews get a page. */
export function wantsData({ headers }: FastifyRequest): boolean {
  const { accept = '' } = headers;
  return accept.includes('json') && !accept.includes('text/html');
}
