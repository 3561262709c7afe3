import { Inject, Injectable } from '@nestjs/common';
import { EVENT_STORE, type EventStore } from '../event-store/event-store.js';
import { GENESIS_HASH, recordOf, type StoredEvent } from '../event-store/hash-chain.js';
import { Checkpoints } from './checkpoints.js';
import { LogTree } from './log-tree.js';
import { receiptText } from './receipt.js';
import { Cosignatures } from './witnesses/cosignatures.js';

/** An event as it lies in the log, with the hash that its own was taken behind. */
export interface ChainedEvent {
  readonly event: StoredEvent;
  readonly previous: Buffer;
}

/** Makes receipts of events. */
@Injectable()
export class Receipts {
  constructor(
    @Inject(EVENT_STORE) private readonly store: EventStore,
    private readonly tree: LogTree,
    private readonly checkpoints: Checkpoints,
    private readonly cosignatures: Cosignatures,
  ) {}

  /** @returns `undefined` where the log has not come to yet */
  async eventAt(position: number): Promise<ChainedEvent | undefined> {
    const [before, found] = await this.store.readStored(Math.max(0, position - 2), 2);
    const [previous, event] = position === 1 ? [undefined, before] : [before, found];
    return event && { event, previous: previous?.hash ?? GENESIS_HASH };
  }

  /** @param shown whether its reader may see all of the record */
  async receiptOf({ event, previous }: ChainedEvent, shown: boolean): Promise<string> {
    const index = event.position - 1;
    // What witnesses vouch for says more than what is newer.
    const witnessed = await this.cosignatures.witnessedSize();
    const checkpoint = await (witnessed > index
      ? this.checkpoints.at(witnessed)
      : this.checkpoints.with(index));
    const proof = await this.tree.inclusion(index, checkpoint.size);
    const note = await this.cosignatures.below(checkpoint);
    const preimage = shown ? Buffer.concat([previous, recordOf(event)]) : undefined;
    return receiptText({ index, proof, note, preimage });
  }
}
