import { Inject, Injectable } from '@nestjs/common';
import {
  EVENT_STORE,
  READ_MODELS,
  type EventStore,
  type ReadModels,
} from '../event-store/event-store.js';
import { ifReadable } from '../event-store/if-readable.js';
import { StatesAsOf } from '../event-store/states-as-of.js';
import type { StateLoader } from '../event-store/stream.js';
import { decodeFound, type EventView } from './event-view.js';
import { searchLog } from './log-search.js';
import type { Range } from './search-plan.js';
import type { Masking } from './masking.js';
import type { Moment, MomentAsked } from './moments.js';

/** An event of a story, and how things stood behind it. */
export interface Step<State> extends EventView {
  readonly state: State | null;
}

/** What became of one thing, up to a moment. */
export interface Story<State> {
  readonly as_of: Moment;
  /** As of then; `null` before there was such a thing. */
  readonly state: State | null;
  /** A page of its events, in order. */
  readonly events: readonly Step<State>[];
  /** The `after` of the next page. */
  readonly next_cursor: string | null;
}

/** The moment of a story, and the page of it. */
export interface StoryAsked extends MomentAsked {
  readonly order: Range['order'];
  /** The position that the page follows, in its order. */
  readonly after?: number | undefined;
  readonly limit: number;
}

/** The state of the thing that a story is of, as `loader` sees it, at an instant. */
export type StateOf<State> = (loader: StateLoader, at: string) => Promise<State | undefined>;

/** Tells stories of streams: every state is folded by the very deciders that decided. */
@Injectable()
export class Stories {
  constructor(
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(READ_MODELS) private readonly readModels: ReadModels,
  ) {}

  /** Whether anything ever happened in a stream. */
  async exists(stream: string): Promise<boolean> {
    return (await this.store.versionAt(stream, Number.MAX_SAFE_INTEGER)) > 0;
  }

  async tell<State>(
    stream: string,
    stateOf: StateOf<State>,
    moment: Moment,
    { order, after, limit }: Pick<StoryAsked, 'order' | 'after' | 'limit'>,
    masking: Masking,
  ): Promise<Story<State>> {
    const { position: last } = moment;
    const isForward = order === 'asc';
    const range = isForward
      ? { first: (after ?? 0) + 1, last, order }
      : { first: 1, last: Math.min(last, (after ?? last + 1) - 1), order };
    const found = await searchLog(this.store, this.readModels, { stream }, range, limit);
    // States are folded forwards, whichever way they are told.
    const page = isForward ? found.events : found.events.toReversed();
    const events: Step<State>[] = [];
    const states = new StatesAsOf(this.store, (page[0]?.position ?? 1) - 1);
    await ifReadable(stateOf(states, moment.at));
    for (const { view } of await decodeFound(this.store, page)) {
      states.skipTo(view.position);
      const state = await masking.shownFields((await ifReadable(stateOf(states, view.at))) ?? null);
      events.push({ ...(await masking.shownEvent(view)), state });
    }
    states.skipTo(last);
    const state = await ifReadable(stateOf(states, moment.at));
    return {
      as_of: moment,
      state: await masking.shownFields(state ?? null),
      events: isForward ? events : events.toReversed(),
      next_cursor: found.next === undefined ? null : String(found.next),
    };
  }
}
