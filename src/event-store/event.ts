import type { UnreadableEvent } from './errors.js';

/** `<kind>-<id>` or `<kind>`: the name of one stream, at most 200 visible ASCII characters. */
export type StreamName = string;

/** What a rule decides: something that happened, and nothing about where it is stored. */
export interface DomainEvent<Type extends string = string, Data = unknown> {
  readonly type: Type;
  readonly data: Data;
  /** Free text given by the actor, for the audit. */
  readonly reason?: string | undefined;
}

/** A domain event with what the command adds to it: ready to be appended. */
export interface NewEvent extends DomainEvent {
  /** Unique in the whole log; the same id with the same content again changes nothing. */
  readonly id: string;
  /** Who did it: a user id, or `system`. */
  readonly actor: string;
  /** RFC 3339 UTC with milliseconds. */
  readonly at: string;
  /** The request, or the run, that this belongs to. */
  readonly correlationId: string;
  /** The event that caused this one, when it was an event and not a client. */
  readonly causationId: string | null;
}

/** An event in its stream: what a fold sees. */
export interface StreamEvent<Type extends string = string, Data = unknown> {
  readonly id: string;
  readonly stream: StreamName;
  /** Place in its own stream: 1, 2, 3 … */
  readonly version: number;
  readonly type: Type;
  readonly schemaVersion: number;
  readonly data: Data;
  readonly actor: string;
  readonly at: string;
  readonly correlationId: string;
  readonly causationId: string | null;
  readonly reason: string | null;
}

/** An event as the log holds it. */
export interface RecordedEvent<Type extends string = string, Data = unknown> extends StreamEvent<
  Type,
  Data
> {
  /** Place in the whole log: 1, 2, 3 … with no gap, in commit order. */
  readonly position: number;
  /** SHA-256 over the previous event's hash and this event's stored bytes, in hexadecimal. */
  readonly hash: string;
}

/** An event whose bytes this program cannot read: a newer one wrote them, or they are damaged. */
export interface UnreadEvent extends Pick<
  RecordedEvent,
  'stream' | 'version' | 'position' | 'type' | 'at' | 'hash'
> {
  readonly unread: UnreadableEvent;
}

/** What stands at a position of the log. */
export type LogEntry = RecordedEvent | UnreadEvent;

export function isUnread(entry: LogEntry): entry is UnreadEvent {
  return 'unread' in entry;
}

/**
 * Entries for whom one that cannot be read spoils all of them.
 * @throws UnreadableEvent
 */
export function allRead(entries: readonly LogEntry[]): readonly RecordedEvent[] {
  return entries.map((entry) => {
    if (isUnread(entry)) throw entry.unread;
    return entry;
  });
}

/** The form in its stream of each member of a union of domain events. */
export type InStream<Event extends DomainEvent> =
  Event extends DomainEvent<infer Type, infer Data> ? StreamEvent<Type, Data> : never;

/** The recorded form of each member of a union of domain events. */
export type Recorded<Event extends DomainEvent> =
  Event extends DomainEvent<infer Type, infer Data> ? RecordedEvent<Type, Data> : never;

/**
 * What must be true of a stream for an append to go through: its exact version (0 = no event yet),
 * that it has no event, that it has one, or nothing.
 */
export type ExpectedVersion = number | 'no-stream' | 'stream-exists' | 'any';

export interface StreamAppend {
  readonly stream: StreamName;
  readonly expectedVersion: ExpectedVersion;
  readonly events: readonly NewEvent[];
}
