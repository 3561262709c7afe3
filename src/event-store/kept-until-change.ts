import type { States } from './states.js';

/** The most values that are kept at once; the rest are read each time. */
const MAX_KEPT = 10_000;

/**
 * Values that nothing but an event can change, kept from one change of the states to the next. What was read
 * before one and comes after it is answered, but not kept.
 */
export class KeptUntilChange<Key, Value> {
  private readonly kept = new Map<Key, Value>();
  /** The revision of the states that all kept values are of. */
  private revision = 0;

  constructor(
    private readonly states: Pick<States, 'revision'>,
    private readonly read: (key: Key) => Promise<Value>,
  ) {}

  /** What `read` says of a key. What it throws is not kept. */
  get(key: Key): Value | Promise<Value> {
    const { revision } = this.states;
    if (this.revision !== revision) {
      this.kept.clear();
      this.revision = revision;
    }
    return this.kept.get(key) ?? this.readAndKeep(key, revision);
  }

  private async readAndKeep(key: Key, revision: number): Promise<Value> {
    const value = await this.read(key);
    if (revision === this.states.revision && this.kept.size < MAX_KEPT) this.kept.set(key, value);
    return value;
  }
}
