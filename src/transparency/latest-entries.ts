import type { LogEntry } from '../event-store/event.js';
import { HASH_BYTES } from './merkle.js';

/** Half a megabyte: what a server appends within a second, and more. */
const KEPT = 16_384;

/**
 * The hashes of the events that were appended last, as they were told of when they were on disk: a tree that grows a
 * second behind the log does not read them again.
 */
export class LatestEntries {
  private readonly hashes: Buffer;
  /** Kept are the entries from here, */
  private first = 0;
  /** up to, not including, here. */
  private end = 0;

  constructor(private readonly most = KEPT) {
    this.hashes = Buffer.alloc(most * HASH_BYTES);
  }

  /** Takes events in the log's order. Behind a gap, or once more from somewhere before, it begins anew. */
  add(events: readonly Pick<LogEntry, 'position' | 'hash'>[]): void {
    for (const { position, hash } of events) {
      const index = position - 1;
      if (index !== this.end) this.first = index;
      this.hashes.write(hash, (index % this.most) * HASH_BYTES, 'hex');
      this.end = position;
    }
    this.first = Math.max(this.first, this.end - this.most);
  }

  /** Of a log that has lost what it held, nothing is kept. */
  forget(): void {
    [this.first, this.end] = [0, 0];
  }

  /** So many entries from one on; `undefined` if one of them is not kept. */
  from(start: number, count: number): readonly Buffer[] | undefined {
    if (start < this.first || start + count > this.end) return undefined;
    return Array.from({ length: count }, (_, offset) => {
      const at = ((start + offset) % this.most) * HASH_BYTES;
      // A copy: what comes next is written over it.
      return Buffer.from(this.hashes.subarray(at, at + HASH_BYTES));
    });
  }
}
