import { Inject } from '@nestjs/common';
import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { EVENT_STORE, type EventStore } from '../../event-store/event-store.js';
import { ValidationFailed } from '../../http/validation.js';
import { refuse } from '../../platform/refusal.js';
import { offerText } from '../checkpoint-offer.js';
import { Checkpoints } from '../checkpoints.js';
import { LogTree } from '../log-tree.js';
import { Cosignatures } from '../witnesses/cosignatures.js';

/** What proves that the log of one size is the beginning of the log of another, now if that is left out. */
export class GetConsistency extends Query<string> {
  constructor(
    readonly from: number,
    readonly to?: number,
  ) {
    super();
  }
}

@QueryHandler(GetConsistency)
export class GetConsistencyHandler implements IQueryHandler<GetConsistency> {
  constructor(
    @Inject(EVENT_STORE) private readonly store: EventStore,
    private readonly tree: LogTree,
    private readonly checkpoints: Checkpoints,
    private readonly cosignatures: Cosignatures,
  ) {}

  async execute({ from, to }: GetConsistency): Promise<string> {
    const { position } = await this.store.head();
    const size = to ?? position;
    if (Math.max(from, size) > position) {
      throw refuse('NOT_FOUND', `The log has no more than ${position} entries yet.`);
    }
    if (from > size) {
      throw new ValidationFailed([{ field: 'to', message: 'to must not be less than from' }]);
    }
    const proof = await this.tree.consistency(from, size);
    const note = await this.cosignatures.below(await this.checkpoints.at(size));
    return offerText({ from, proof, note });
  }
}
