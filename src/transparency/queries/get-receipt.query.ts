import { Inject } from '@nestjs/common';
import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import type { UserId } from '../../platform/ids.js';
import { refuse } from '../../platform/refusal.js';
import { EVENT_STORE, type EventStore } from '../../event-store/event-store.js';
import { decodeFound } from '../../audit/event-view.js';
import { Maskings } from '../../audit/masking.js';
import { Receipts } from '../receipts.js';

/** The receipt of an event, for an auditor: with its record, unless a code in it is hidden from them. */
export class GetReceipt extends Query<string> {
  constructor(
    readonly viewer: UserId,
    readonly position: number,
  ) {
    super();
  }
}

@QueryHandler(GetReceipt)
export class GetReceiptHandler implements IQueryHandler<GetReceipt> {
  constructor(
    @Inject(EVENT_STORE) private readonly store: EventStore,
    private readonly maskings: Maskings,
    private readonly receipts: Receipts,
  ) {}

  async execute({ viewer, position }: GetReceipt): Promise<string> {
    const found = await this.receipts.eventAt(position);
    if (!found) throw refuse('NOT_FOUND', `The log has no event at position ${position} yet.`);
    const masking = await this.maskings.for(viewer);
    const [decoded] = await decodeFound(this.store, [
      { ...found.event, previousHash: found.previous },
    ]);
    const shown = decoded && (await masking.shownEvent(decoded.view));
    return this.receipts.receiptOf(found, shown?.id === found.event.id);
  }
}
