import { Inject } from '@nestjs/common';
import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import type { UserId } from '../../platform/ids.js';
import {
  EVENT_STORE,
  READ_MODELS,
  type EventStore,
  type ReadModels,
} from '../../event-store/event-store.js';
import { decodeFound, type EventView } from '../event-view.js';
import { searchLog } from '../log-search.js';
import type { LogFilter, Range } from '../search-plan.js';
import { Maskings, type Masking } from '../masking.js';
import { Moments } from '../moments.js';

export interface EventPage {
  readonly events: readonly EventView[];
  /** The `after` of the next page. */
  readonly next_cursor: string | null;
}

/** A filter in the words of whoever asks, who may not see every code. */
export interface EventFilter extends Omit<LogFilter, 'invite'> {
  readonly invite?: string | undefined;
  /** The positions that are looked at, both ends included. */
  readonly first?: number | undefined;
  readonly last?: number | undefined;
}

/** Events of the log, in its order or from its end. */
export class FindEvents extends Query<EventPage> {
  constructor(
    readonly viewer: UserId,
    readonly filter: EventFilter,
    readonly order: 'asc' | 'desc',
    /** The position that the page follows, in its order. */
    readonly after: number | undefined,
    readonly limit: number,
  ) {
    super();
  }
}

@QueryHandler(FindEvents)
export class FindEventsHandler implements IQueryHandler<FindEvents> {
  constructor(
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(READ_MODELS) private readonly readModels: ReadModels,
    private readonly maskings: Maskings,
    private readonly moments: Moments,
  ) {}

  async execute({ viewer, filter, order, after, limit }: FindEvents): Promise<EventPage> {
    const masking = await this.maskings.for(viewer);
    const meant = await meantBy(filter, masking);
    if (!meant) return { events: [], next_cursor: null };
    const range = await this.rangeOf({ ...filter, ...meant }, order, after);
    const { events, next } = await searchLog(this.store, this.readModels, meant, range, limit);
    const decoded = await decodeFound(this.store, events);
    return {
      events: await Promise.all(decoded.map(({ view }) => masking.shownEvent(view))),
      next_cursor: next === undefined ? null : String(next),
    };
  }

  private async rangeOf(
    { from, to, ...positions }: EventFilter,
    order: Range['order'],
    after: number | undefined,
  ): Promise<Range> {
    const head = (await this.store.head()).position;
    const earliest = from === undefined ? 1 : await this.moments.firstFrom(from);
    const latest = to === undefined ? head : await this.moments.lastUpTo(to);
    const first = Math.max(earliest, positions.first ?? 1);
    const last = Math.min(latest, positions.last ?? latest);
    if (after === undefined) return { first, last, order };
    return order === 'asc'
      ? { first: Math.max(first, after + 1), last, order }
      : { first, last: Math.min(last, after - 1), order };
  }
}

/** The filter with what the viewer's words stand for; `undefined` when they stand for nothing. */
async function meantBy(filter: EventFilter, masking: Masking): Promise<LogFilter | undefined> {
  const { stream: streamText, invite: inviteText, ...others } = filter;
  const stream = streamText === undefined ? undefined : await masking.meantStream(streamText);
  const invite = inviteText === undefined ? undefined : await masking.meant(inviteText);
  const unknown =
    (streamText !== undefined && stream === undefined) ||
    (inviteText !== undefined && invite === undefined);
  return unknown ? undefined : { ...others, stream, invite };
}
