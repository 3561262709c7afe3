import { Inject } from '@nestjs/common';
import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import type { UserId } from '../../platform/ids.js';
import { refuse } from '../../platform/refusal.js';
import { READ_MODELS, type ReadModels } from '../../event-store/event-store.js';
import { userStream } from '../../identity/user.fold.js';
import { Receipts } from '../receipts.js';

/** The receipt of how a member came in, the last time that they did. */
export class GetOwnReceipt extends Query<string> {
  constructor(readonly userId: UserId) {
    super();
  }
}

@QueryHandler(GetOwnReceipt)
export class GetOwnReceiptHandler implements IQueryHandler<GetOwnReceipt> {
  constructor(
    @Inject(READ_MODELS) private readonly readModels: ReadModels,
    private readonly receipts: Receipts,
  ) {}

  async execute({ userId }: GetOwnReceipt): Promise<string> {
    const row = await this.readModels.get<{ readonly position: number }>(
      `SELECT position FROM events WHERE stream = ? AND type = 'MemberJoined'
       ORDER BY version DESC LIMIT 1`,
      userStream(userId).name,
    );
    const joined = row && (await this.receipts.eventAt(row.position));
    if (!joined) throw refuse('NOT_A_MEMBER', 'There is no join of yours in the log.');
    // Whoever joined knows the code that they joined by.
    return this.receipts.receiptOf(joined, true);
  }
}
