import { LRUCache } from 'lru-cache';
import { atMost } from './at-most.js';
import { MAX_READ, type EventStore, type LogTransaction } from './event-store.js';
import {
  isUnread,
  type DomainEvent,
  type LogEntry,
  type RecordedEvent,
  type StreamName,
} from './event.js';
import type { Folded } from './fold.js';
import { Readings } from './readings.js';
import { StreamStates } from './stream-states.js';
import { foldStream, type StateLoader, type Stream } from './stream.js';

/** How many streams are kept folded. An entry takes about a kilobyte. */
const STREAMS_KEPT = 50_000;

/** Somebody who waits until the states have come to a position. */
interface Waiting {
  readonly position: number;
  readonly tell: (isThere: boolean) => void;
}

/** Where the log stands when nothing of it has been seen. */
const NOWHERE = -1;

/**
 * The folded states of the streams that were used last, and the position of the log up to which all of them are
 * current. The one rule that keeps them true: an event moves the states of its stream on by one version, or is
 * known to them already, or makes them be forgotten; and what was read before an event and arrives after it does
 * not enter.
 *
 * A stream that is not kept is read as it is now, which may be ahead of the position: its next events are then
 * known already. {@link StatesAsOf} reads it as of the position instead.
 */
export class States implements StateLoader {
  /** Rises whenever what `load` says may have changed. */
  revision = 0;
  protected readonly kept: LRUCache<StreamName, StreamStates>;
  private readonly readings = new Readings();
  private readonly waiting = new Set<Waiting>();

  constructor(
    protected readonly store: Pick<EventStore, 'readStream' | 'snapshot' | 'versionAt'>,
    protected at = NOWHERE,
    max = STREAMS_KEPT,
  ) {
    this.kept = new LRUCache(atMost(max));
  }

  /** The last event that every kept state knows of. */
  get position(): number {
    return this.at;
  }

  /** What is at hand of a stream, of whatever version. */
  peek(stream: StreamName): StreamStates | undefined {
    return this.kept.get(stream);
  }

  async load<State, Event extends DomainEvent>(
    stream: Stream<State, Event>,
  ): Promise<Folded<State>> {
    const known = this.kept.get(stream.name)?.get(stream.fold);
    return known ?? this.readAndKeep(stream);
  }

  /**
   * Takes in the next event of the log; one that is known is without effect, and after one that cannot be read it is
   * not known what its stream has come to.
   */
  advance(entry: LogEntry): void {
    const { position, stream, version } = entry;
    if (position <= this.at) return;
    // What lies between is not guessed.
    if (position !== this.at + 1) this.clear();
    const states = isUnread(entry) ? undefined : this.after(this.kept.get(stream), entry);
    this.put(stream, version, states);
    this.come(position);
  }

  /**
   * Comes to where a transaction stands, which sees the log as nobody can change it for now: what others have
   * appended moves the states on, whatever becomes of the transaction.
   */
  async catchUp(transaction: Pick<LogTransaction, 'head' | 'readAll'>): Promise<void> {
    const { position } = transaction.head;
    const missed = position - this.at;
    if (missed === 0) return;
    if (this.at === NOWHERE || missed < 0 || missed > MAX_READ) {
      this.moveTo(position);
      return;
    }
    // Meanwhile the follower of the log may tell of the same.
    for (const event of await transaction.readAll(this.at, missed)) this.advance(event);
  }

  /** Takes what a transaction that was committed has left behind: its states, and where the log stood then. */
  settle(position: number, changed: ReadonlyMap<StreamName, StreamStates>): void {
    // The follower was quicker, and has seen what others did after it.
    if (position < this.at) return;
    for (const [stream, states] of changed) {
      // What does not exist is not kept: whoever guesses codes must not push out what is in use.
      this.put(stream, states.version, states.version > 0 ? states : undefined);
    }
    if (position !== this.at) this.come(position);
  }

  /** Goes on from a position without having seen what led there. */
  moveTo(position: number): void {
    this.clear();
    this.come(position);
  }

  /** Whether the states know, within so many milliseconds, what was done up to a position of the log. */
  reach(position: number, withinMs: number): Promise<boolean> {
    if (position <= this.at) return Promise.resolve(true);
    return new Promise((resolve) => {
      const tell = (isThere: boolean): void => {
        clearTimeout(timer);
        this.waiting.delete(waiting);
        resolve(isThere);
      };
      const waiting = { position, tell };
      const timer = setTimeout(tell, withinMs, false);
      this.waiting.add(waiting);
    });
  }

  /** It is not known how things stand, though the log is as far as it was: all is to be read anew. */
  drop(): void {
    this.clear();
    this.revision++;
  }

  /** The log holds something else than what the states were folded from. */
  forget(): void {
    this.moveTo(NOWHERE);
  }

  private come(position: number): void {
    this.at = position;
    this.revision++;
    for (const waiting of this.waiting) if (waiting.position <= position) waiting.tell(true);
  }

  protected read<State, Event extends DomainEvent>(
    stream: Stream<State, Event>,
  ): Promise<Folded<State>> {
    return foldStream(this.store, stream);
  }

  /** The states of a stream behind its next event; nothing if they cannot be told. */
  protected after(
    states: StreamStates | undefined,
    event: RecordedEvent,
  ): StreamStates | undefined {
    if (!states || states.version >= event.version) return states;
    return states.version === event.version - 1 ? states.after(event) : undefined;
  }

  private async readAndKeep<State, Event extends DomainEvent>(
    stream: Stream<State, Event>,
  ): Promise<Folded<State>> {
    const reading = this.readings.begin(stream.name);
    try {
      const read = await this.read(stream);
      if (reading.isCurrent(read.version)) this.enter(stream, read);
      return read;
    } finally {
      reading.end();
    }
  }

  /** Keeps what was read, unless something newer is kept. */
  private enter<State, Event extends DomainEvent>(
    { name, fold }: Stream<State, Event>,
    { state, version }: Folded<State>,
  ): void {
    if (version === 0) return;
    const kept = this.kept.get(name);
    if (kept && kept.version > version) return;
    const others = kept?.version === version ? kept : StreamStates.at(version);
    this.kept.set(name, others.with(fold, state));
  }

  /** A stream has come to a version: with these states, or to be read anew. */
  private put(stream: StreamName, version: number, states: StreamStates | undefined): void {
    this.readings.pass(stream, version);
    if (states) this.kept.set(stream, states);
    else this.kept.delete(stream);
  }

  private clear(): void {
    // Clearing costs even when there is nothing to clear.
    if (this.kept.size > 0) this.kept.clear();
    this.readings.voidAll();
  }
}
