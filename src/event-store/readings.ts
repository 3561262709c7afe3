import type { StreamName } from './event.js';

/** A stream that is being read, and what has gone by meanwhile. */
interface Reading {
  readers: number;
  /** The last version that went by since the first of them began to read. */
  passed: number;
  /** Whether everything that was known was forgotten since. */
  isVoid: boolean;
}

/** What one reader is told when its answer has come. */
export interface OneReading {
  /** Whether what was read, at that version, is not behind what has gone by meanwhile. */
  isCurrent(version: number): boolean;
  end(): void;
}

/** Which streams are being read: an answer that comes after an event, and was given before it, must not count. */
export class Readings {
  private readonly byStream = new Map<StreamName, Reading>();

  begin(stream: StreamName): OneReading {
    const reading = this.byStream.get(stream) ?? { readers: 0, passed: 0, isVoid: false };
    this.byStream.set(stream, reading);
    reading.readers++;
    return {
      isCurrent: (version) => !reading.isVoid && version >= reading.passed,
      end: () => {
        const isLast = --reading.readers === 0;
        if (isLast && this.byStream.get(stream) === reading) this.byStream.delete(stream);
      },
    };
  }

  /** A stream has come to a version. */
  pass(stream: StreamName, version: number): void {
    const reading = this.byStream.get(stream);
    if (reading) reading.passed = Math.max(reading.passed, version);
  }

  /** Whatever is being read is of a log that is not what it was. */
  voidAll(): void {
    for (const reading of this.byStream.values()) reading.isVoid = true;
    this.byStream.clear();
  }
}
