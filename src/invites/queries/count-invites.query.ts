import { Inject } from '@nestjs/common';
import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { CLOCK, type Clock } from '../../platform/clock.js';
import { READ_MODELS, type ReadModels } from '../../event-store/event-store.js';
import { INVITE_STATUSES, type InviteStatus } from '../invite-status.js';
import { HAS_STATUS, IS_LISTED } from './status-sql.js';

export type InviteCounts = Readonly<Record<InviteStatus, number>>;

/** How many invites there are of each status. */
export class CountInvites extends Query<InviteCounts> {}

const COUNTED = INVITE_STATUSES.map(
  (status) => `COUNT(CASE WHEN ${HAS_STATUS[status]} THEN 1 END) AS ${status}`,
).join(', ');

const TIMES = COUNTED.split('?').length - 1;

@QueryHandler(CountInvites)
export class CountInvitesHandler implements IQueryHandler<CountInvites> {
  constructor(
    @Inject(READ_MODELS) private readonly readModels: ReadModels,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async execute(): Promise<InviteCounts> {
    const now = this.clock.now();
    const counts = await this.readModels.get<InviteCounts>(
      `SELECT ${COUNTED} FROM {invites} i WHERE ${IS_LISTED}`,
      ...Array.from({ length: TIMES }, () => now),
    );
    if (!counts) throw new Error('A count of rows came back without a row.');
    return counts;
  }
}
