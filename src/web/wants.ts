import type { FastifyRequest } from 'fastify';

/** What an answer depends on that is a page to some. */
export const VARY = 'accept, accept-language';

/** Whether a program asks, that reads JSON. Browsers and makers of link previews get a page. */
export function wantsData({ headers }: FastifyRequest): boolean {
  const { accept = '' } = headers;
  return accept.includes('json') && !accept.includes('text/html');
}

/** The languages that a reader asks for (RFC 9110, 12.5.4), the most wanted first: `de-AT`, `en`. */
export function languagesOf({ headers }: Pick<FastifyRequest, 'headers'>): readonly string[] {
  const asked = (headers['accept-language'] ?? '').split(',').map((range) => {
    const [tag = '', ...parameters] = range.split(';').map((part) => part.trim());
    const weight = parameters.find((parameter) => /^q=/i.test(parameter))?.slice(2) ?? '1';
    return { tag, weight: Number(weight) };
  });
  return asked
    .filter(({ tag, weight }) => tag !== '' && weight > 0)
    .sort((one, other) => other.weight - one.weight)
    .map(({ tag }) => tag);
}
