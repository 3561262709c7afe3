import type { CommandRunner } from './command-runner.js';

/** The most values that are kept at once; the rest are read each time. */
const MAX_KEPT = 10_000;

/**
 * Values that nothing but a commit can change, kept from one commit to the next. What was read
 * before a commit and comes after it is answered, but not kept.
 */
export class KeptUntilCommit<Key, Value> {
  private readonly kept = new Map<Key, Value>();
  private commits = 0;

  constructor(
    runner: CommandRunner,
    private readonly read: (key: Key) => Promise<Value>,
  ) {
    runner.onCommit(() => {
      this.commits++;
      this.kept.clear();
    });
  }

  /** What `read` says of a key. What it throws is not kept. */
  get(key: Key): Value | Promise<Value> {
    return this.kept.get(key) ?? this.readAndKeep(key);
  }

  private async readAndKeep(key: Key): Promise<Value> {
    const { commits } = this;
    const value = await this.read(key);
    if (commits === this.commits && this.kept.size < MAX_KEPT) this.kept.set(key, value);
    return value;
  }
}
