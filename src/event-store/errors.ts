import type { ExpectedVersion, StreamName } from './event.js';

/** The stream was not at the version that the append expected. Nothing was written. */
export class VersionConflict extends Error {
  override readonly name = 'VersionConflict';

  constructor(
    readonly stream: StreamName,
    readonly expected: ExpectedVersion,
    readonly actual: number,
  ) {
    super(`Stream ${stream} is at version ${actual}, not ${expected}.`);
  }
}

/** An event id that the log already holds came again with other content. Nothing was written. */
export class DuplicateEventId extends Error {
  override readonly name = 'DuplicateEventId';

  constructor(readonly eventId: string) {
    super(`Event ${eventId} is in the log already, with other content.`);
  }
}

/** The log cannot be written just now: disk full, read-only, locked. Nothing was written or lost. */
export class StorageUnavailable extends Error {
  override readonly name = 'StorageUnavailable';

  constructor(override readonly cause: unknown) {
    super('The log cannot be written at the moment.');
  }
}

/** A database that this program must not touch: foreign, newer, damaged or out of reach. */
export class DatabaseRefused extends Error {
  override readonly name = 'DatabaseRefused';
}

/** A stored event that this program cannot read. */
export class UnreadableEvent extends Error {
  override readonly name = 'UnreadableEvent';

  constructor(position: number, why: string) {
    super(`The event at position ${position} cannot be read: ${why}.`);
  }
}
