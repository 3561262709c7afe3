import { Inject } from '@nestjs/common';
import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import type { UserId } from '../../platform/ids.js';
import {
  EVENT_STORE,
  READ_MODELS,
  type EventStore,
  type ReadModels,
} from '../../event-store/event-store.js';
import { ifReadable } from '../../event-store/if-readable.js';
import { StatesAsOf } from '../../event-store/states-as-of.js';
import { standingOf, type Standing } from '../../members/facts/standing.js';
import { Maskings } from '../masking.js';
import { Moments, type Moment } from '../moments.js';
import type { StoryAsked } from '../stories.js';

export interface MembersAsOf {
  readonly as_of: Moment;
  readonly members: readonly Standing[];
  /** The `after` of the next page. */
  readonly next_cursor: string | null;
}

/** Who was in at a moment, in the order of joining, each as they were then. */
export class ListMembersAsOf extends Query<MembersAsOf> {
  constructor(
    readonly viewer: UserId,
    readonly asked: Omit<StoryAsked, 'order'>,
  ) {
    super();
  }
}

interface StayRow {
  readonly position: number;
  readonly user_id: UserId;
  readonly left_position: number | null;
}

/** How many stays are looked at in one go, and how often: most may have ended long before. */
const CHUNK = 1000;
const MAX_CHUNKS = 20;

@QueryHandler(ListMembersAsOf)
export class ListMembersAsOfHandler implements IQueryHandler<ListMembersAsOf> {
  constructor(
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(READ_MODELS) private readonly readModels: ReadModels,
    private readonly maskings: Maskings,
    private readonly moments: Moments,
  ) {}

  async execute({ viewer, asked }: ListMembersAsOf): Promise<MembersAsOf> {
    const masking = await this.maskings.for(viewer);
    const moment = await this.moments.find(asked);
    const { stays, next } = await this.staysAt(moment.position, asked.after ?? 0, asked.limit);
    const states = new StatesAsOf(this.store, moment.position);
    const standings = await Promise.all(
      stays.map(({ user_id }) => ifReadable(standingOf(states, user_id))),
    );
    const members = standings.filter((standing) => standing !== undefined);
    return {
      as_of: moment,
      members: await Promise.all(members.map((member) => masking.shownFields(member))),
      next_cursor: next === undefined ? null : String(next),
    };
  }

  private async staysAt(
    position: number,
    after: number,
    limit: number,
  ): Promise<{ readonly stays: readonly StayRow[]; readonly next: number | undefined }> {
    const stays: StayRow[] = [];
    let from = after;
    for (let chunks = 0; chunks < MAX_CHUNKS; chunks++) {
      const rows = await this.readModels.all<StayRow>(
        `SELECT position, user_id, left_position FROM {joins}
         WHERE position > ? AND position <= ? ORDER BY position LIMIT ?`,
        from,
        position,
        CHUNK,
      );
      stays.push(...rows.filter((row) => (row.left_position ?? Infinity) > position));
      if (stays.length > limit) {
        const page = stays.slice(0, limit);
        return { stays: page, next: page.at(-1)?.position };
      }
      if (rows.length < CHUNK) return { stays, next: undefined };
      from = rows.at(-1)?.position ?? from;
    }
    return { stays, next: from };
  }
}
