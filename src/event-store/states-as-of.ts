import type { EventStore } from './event-store.js';
import type { DomainEvent, RecordedEvent, StreamName } from './event.js';
import type { Folded } from './fold.js';
import { States } from './states.js';
import { StreamStates } from './stream-states.js';
import { foldOn, foldStream, type Stream } from './stream.js';

/** As many as one replay, or the delivery of one process, has to do with at a time. */
const FOLLOWED_KEPT = 10_000;

/**
 * States that never run ahead of their position: whoever asks learns how things stood at that event of the log,
 * not how they stand now.
 */
export class StatesAsOf extends States {
  /** What was kept at earlier positions. */
  private readonly earlier = new Map<StreamName, StreamStates>();

  /** @param latest states that are at hand elsewhere, of whatever version */
  constructor(
    store: Pick<EventStore, 'readStream' | 'snapshot' | 'versionAt'>,
    position: number,
    private readonly latest: (stream: StreamName) => StreamStates | undefined = () => undefined,
  ) {
    super(store, position, FOLLOWED_KEPT);
  }

  /**
   * Goes on to a later position without having seen what lies between: what was kept is moved on when it is asked for,
   * by the events of its own stream.
   */
  skipTo(position: number): void {
    if (position <= this.at) return;
    for (const [name, states] of this.kept.entries()) this.earlier.set(name, states);
    this.moveTo(position);
  }

  protected override async read<State, Event extends DomainEvent>(
    stream: Stream<State, Event>,
  ): Promise<Folded<State>> {
    const { name } = stream;
    const known = this.kept.get(name)?.version;
    const version = known ?? (await this.store.versionAt(name, this.at));
    const earlier = this.earlier.get(name)?.get(stream.fold);
    if (!earlier || earlier.version > version) return foldStream(this.store, stream, version);
    if (earlier.version === version) return earlier;
    return foldOn(this.store, stream, earlier, version);
  }

  /** Of a stream that was not asked for yet: most often a command has just left its states behind. */
  protected override after(
    states: StreamStates | undefined,
    event: RecordedEvent,
  ): StreamStates | undefined {
    if (states) return super.after(states, event);
    const latest = this.latest(event.stream);
    return latest?.version === event.version ? latest : StreamStates.at(event.version);
  }
}
