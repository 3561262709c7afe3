import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Refusal } from '../../platform/refusal.js';
import { addressKeyOf } from './address-key.js';
import { LimitCounters } from './limit-counters.js';
import { tooMany } from './rate-limit.js';

/**
 * A code that is not there, tried by joining, counts against the address as one that is tried by looking: keys cost
 * nothing, and a limit for each of them would be none.
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
      isWrong = error instanceof Refusal && error.code === 'INVITE_NOT_FOUND';
      throw error;
    } finally {
      if (isWrong) await this.counters.use('preview', address);
      else await this.counters.giveBack('guess', address);
    }
  }
}
