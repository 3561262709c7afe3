import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Refusal } from '../../platform/refusal.js';
import { addressKeyOf } from './address-key.js';
import { LimitCounters } from './limit-counters.js';
import { tooMany } from './rate-limit.js';

/**
 * A code that is not there counts against the address, whether it is tried by joining or by looking: keys cost nothing,
 * and a limit for each of them would be none. Codes that are there do not: people of one house may look at a link sixty
 * times, and then join.
 */
@Injectable()
export class Guesses {
  constructor(private readonly counters: LimitCounters) {}

  /** @throws Refusal `RATE_LIMITED` before anything is done, when as many were wrong as may be; what `work` throws */
  async counted<Result>(
    request: FastifyRequest,
    reply: FastifyReply,
    work: () => Promise<Result>,
  ): Promise<Result> {
    const address = addressKeyOf(request);
    // Counted before it is known, so that a thousand at once are no more than one after the other.
    const used = await this.counters.use('guess', address);
    if (used && used.consumed > used.quota) throw tooMany(used, reply);
    let isWrong = false;
    try {
      return await work();
    } catch (error) {
      isWrong = isOfNoInvite(error);
      throw error;
    } finally {
      if (isWrong) await this.counters.use('preview', address);
      else await this.counters.giveBack('guess', address);
    }
  }

  /** Looks at a code: one that is not there leaves one less to be tried by joining. What `work` throws is thrown. */
  async looking<Result>(request: FastifyRequest, work: () => Promise<Result>): Promise<Result> {
    try {
      return await work();
    } catch (error) {
      if (isOfNoInvite(error)) await this.counters.use('guess', addressKeyOf(request));
      throw error;
    }
  }
}

function isOfNoInvite(error: unknown): boolean {
  return error instanceof Refusal && error.code === 'INVITE_NOT_FOUND';
}
