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

  /** @param ofStatement whether a statement failed, of one command, and not the log for everybody */
  constructor(
    override readonly cause: unknown,
    readonly ofStatement = false,
  ) {
    super('The log cannot be written at the moment.');
  }
}

/** The log stopped answering while a transaction was ended: it is in the log, or nothing of it is. */
export class OutcomeUnknown extends Error {
  override readonly name = 'OutcomeUnknown';

  constructor(override readonly cause: unknown) {
    super('The log stopped answering while it was written; what became of it is not known.');
  }
}

/** Somebody would write where nothing may be written: the process was told to look only. */
export class LogIsReadOnly extends Error {
  override readonly name = 'LogIsReadOnly';

  constructor() {
    super('The community is served read-only: nothing can be changed here.');
  }
}

/** A database that this program must not touch: foreign, newer, damaged or out of reach. */
export class DatabaseRefused extends Error {
  override readonly name = 'DatabaseRefused';
}

/** A log whose stored bytes are not what its hashes say: the first event that is wrong. */
export class ChainBroken extends Error {
  override readonly name = 'ChainBroken';

  constructor(readonly position: number) {
    super(`The log is damaged at position ${position}: the hash chain breaks there.`);
  }
}

/** A stored event that this program cannot read. */
export class UnreadableEvent extends Error {
  override readonly name = 'UnreadableEvent';

  constructor(
    readonly position: number,
    why: string,
  ) {
    super(`The event at position ${position} cannot be read: ${why}.`);
  }

  /** What is the matter, and what there is to do about it. */
  get advice(): string {
    return `${this.message} Use the version of Gatehouse that wrote it, or restore a backup if it is damaged.`;
  }
}
