import type { LRUCache } from 'lru-cache';
import type { Decider, Folded, StateLoader } from './decider.js';
import type { EventStore } from './event-store.js';
import type { DomainEvent, RecordedEvent, StreamName } from './event.js';
import { foldStream } from './fold-stream.js';
import { stateCache, StreamStates } from './stream-states.js';

const STREAMS_KEPT = 10_000;

/**
 * The states as of one position of the log, which moves on event by event. Whoever asks learns how
 * things stood then, not how they stand now.
 */
export class FollowedStates implements StateLoader {
  private readonly kept: LRUCache<StreamName, StreamStates> = stateCache(STREAMS_KEPT);

  /** @param latest the states of a stream that are at hand, of whatever version */
  constructor(
    private readonly store: EventStore,
    private at: number,
    private readonly latest: (stream: StreamName) => StreamStates | undefined = () => undefined,
  ) {}

  get position(): number {
    return this.at;
  }

  /** Takes in the next event; once more is without effect. */
  follow(event: RecordedEvent): void {
    if (event.position <= this.at) return;
    const states = this.kept.get(event.stream)?.after(event) ?? this.statesAt(event);
    this.kept.set(event.stream, states);
    this.at = event.position;
  }

  /** Of a stream that was not asked for yet: most often a command has just left its states behind. */
  private statesAt({ stream, version }: RecordedEvent): StreamStates {
    const latest = this.latest(stream);
    return latest?.version === version ? latest : StreamStates.at(version);
  }

  /** Moves on without having seen the events in between. */
  skipTo(position: number): void {
    // Clearing costs even when there is nothing to clear, and most often there is not.
    if (this.kept.size > 0) this.kept.clear();
    this.at = position;
  }

  async load<State, Event extends DomainEvent>(
    decider: Decider<State, Event>,
    stream: StreamName,
  ): Promise<Folded<State>> {
    const known = this.kept.get(stream);
    const folded = known?.get(decider);
    if (folded) return folded;
    const version = known?.version ?? (await this.store.versionAt(stream, this.at));
    const loaded = await foldStream(this.store, decider, stream, version);
    this.kept.set(stream, (known ?? StreamStates.at(version)).with(decider, loaded.state));
    return loaded;
  }
}
