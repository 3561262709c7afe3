import { Catch, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ProblemFilter, problemOf } from '../http/problem.filter.js';
import { languagesOf, VARY, wantsData } from './wants.js';
import { WebPages } from './web-pages.js';

/** Shows what was refused on the invite's page, with the status that it has; to programs as data. */
@Catch()
export class PageProblemFilter implements ExceptionFilter {
  private readonly problems = new ProblemFilter();

  constructor(private readonly pages: WebPages) {}

  async catch(error: unknown, host: ArgumentsHost): Promise<void> {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    void reply.header('vary', VARY);
    if (wantsData(request)) {
      this.problems.answer(error, request, reply);
      return;
    }
    const problem = problemOf(this.problems.note(error, request, reply), request);
    const retryAfter = reply.getHeader('retry-after');
    const told = {
      code: (request.params as { readonly code?: string }).code ?? '',
      problem,
      ...(retryAfter !== undefined && { retryAfter: Number(retryAfter) }),
    };
    try {
      const html = await this.pages.invite(reply, told, languagesOf(request));
      void reply.code(problem.status).send(html);
    } catch (fault) {
      // Nobody catches what a filter rejects with: it would end the process.
      this.problems.answer(fault, request, reply);
    }
  }
}
