import { describe, expect, it, jest } from '@jest/globals';
import { Logger, type ArgumentsHost } from '@nestjs/common';
import { refuse } from '../platform/refusal.js';
import { PageProblemFilter } from './page-problem.filter.js';
import type { WebPages } from './web-pages.js';

describe('a page that cannot be rendered', () => {
  it('is answered as data, and does not end the process', async () => {
    const sent: unknown[] = [];
    const reply = {
      header: () => reply,
      getHeader: () => undefined,
      type: () => reply,
      code: (status: number) => (sent.push(status), reply),
      send: (body: unknown) => (sent.push(body), reply),
    };
    const request = { id: 'r', url: '/invite/NoSuch00', headers: {}, params: { code: 'NoSuch00' } };
    const host = { switchToHttp: () => ({ getRequest: () => request, getResponse: () => reply }) };
    const pages = {
      invite: () => {
        throw new Error('no renderer');
      },
    };
    const filter = new PageProblemFilter(pages as unknown as WebPages);
    const logged = jest.spyOn(Logger.prototype, 'error').mockReturnValue();
    const error = refuse('INVITE_NOT_FOUND', 'There is no such invite.');
    await filter.catch(error, host as unknown as ArgumentsHost);
    expect(sent).toEqual([500, expect.objectContaining({ code: 'INTERNAL_ERROR' })]);
    expect(logged).toHaveBeenCalledTimes(1);
  });
});
