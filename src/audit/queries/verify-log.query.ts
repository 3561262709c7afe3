import { Inject } from '@nestjs/common';
import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { EVENT_STORE, type EventStore } from '../../event-store/event-store.js';
import { verifyChain } from '../../event-store/verify-chain.js';

export interface Verification {
  readonly ok: boolean;
  /** How many events were recomputed and found right. */
  readonly checked: number;
  /** The last of these. */
  readonly head: { readonly position: number; readonly hash: string };
  /** The first event that is not what the chain says. */
  readonly first_bad_position: number | null;
}

export class VerifyLog extends Query<Verification> {}

/** Recomputes the chain: once at a time. Whoever asks while it runs is answered with what it finds. */
@QueryHandler(VerifyLog)
export class VerifyLogHandler implements IQueryHandler<VerifyLog> {
  private running: Promise<Verification> | undefined;

  constructor(@Inject(EVENT_STORE) private readonly store: EventStore) {}

  execute(): Promise<Verification> {
    this.running ??= this.verify().finally(() => (this.running = undefined));
    return this.running;
  }

  private async verify(): Promise<Verification> {
    const { ok, checked, head, firstBadPosition } = await verifyChain(this.store);
    return {
      ok,
      checked,
      head: { position: head.position, hash: head.hash.toString('hex') },
      first_bad_position: firstBadPosition,
    };
  }
}
