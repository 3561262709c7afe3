import { LRUCache } from 'lru-cache';
import { atMost } from './at-most.js';
import type { StreamName } from './event.js';

const KEYS_KEPT = 50_000;

/** What the personal values of a stream are sealed under. */
export interface PersonalKey {
  /** 32 bytes. */
  readonly key: Buffer;
  /** The stream's version when the key was made: what stands up to there was sealed under an earlier one. */
  readonly after: number;
}

/** A key as it is stored. */
export interface KeyRow extends PersonalKey {
  readonly stream: StreamName;
}

/** The keys of streams that were read or made last, for whoever reads through the same connections. */
export class PersonalKeys {
  private readonly kept = new LRUCache<StreamName, PersonalKey>(atMost(KEYS_KEPT));
  /** How often keys were forgotten: what was asked for before must not be kept after. */
  private forgettings = 0;

  get(stream: StreamName): PersonalKey | undefined {
    return this.kept.get(stream);
  }

  set(stream: StreamName, key: PersonalKey): void {
    this.kept.set(stream, key);
  }

  /** Those of the keys that there are: as they are kept, or else as `read` says, and then kept. */
  async findAll(
    streams: readonly StreamName[],
    read: (unknown: readonly StreamName[]) => Promise<readonly KeyRow[]>,
  ): Promise<ReadonlyMap<StreamName, PersonalKey>> {
    const found = new Map<StreamName, PersonalKey>();
    const unknown: StreamName[] = [];
    for (const stream of streams) {
      const kept = this.kept.get(stream);
      if (kept) found.set(stream, kept);
      else unknown.push(stream);
    }
    if (unknown.length === 0) return found;
    const { forgettings } = this;
    for (const { stream, ...key } of await read(unknown)) {
      found.set(stream, key);
      if (forgettings === this.forgettings) this.kept.set(stream, key);
    }
    return found;
  }

  forget(stream: StreamName): void {
    this.forgettings++;
    this.kept.delete(stream);
  }

  forgetAll(): void {
    this.forgettings++;
    this.kept.clear();
  }
}
