import type { Witness } from '../../settings/witnesses.js';
import { WitnessFailed } from './ask-witness.js';

const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 5 * 60 * 1000;

/** Where we are with one witness. */
export class WitnessStanding {
  /** The size that it has signed last, as far as we know. */
  private seen = 0;
  /** The size that it has signed since we are here. */
  private signed = 0;
  private failures = 0;
  private notBefore = 0;
  private why: string | undefined;
  /** How often it has told us in this round where it is. */
  private told = 0;

  constructor(readonly witness: Witness) {}

  /** @param now milliseconds of a clock that only goes on */
  isDue(size: number, now: number): boolean {
    // A smaller one, too: the log has lost what was signed, and the witness is to say so.
    return this.signed !== size && this.notBefore <= now;
  }

  /** The size that an offer goes on from. */
  from(size: number): number {
    if (this.seen <= size) return this.seen;
    throw new WitnessFailed(
      `it has signed ${this.seen} entries of this log, which has ${size}: the log was cut short`,
    );
  }

  /**
   * It has told where it is instead of signing.
   * @throws WitnessFailed when there is no going on from there
   */
  saw(seen: number, from: number, size: number): void {
    if (seen === from && seen === size) {
      throw new WitnessFailed(
        `it has signed another log of ${size} entries: the log was rewritten`,
      );
    }
    if (seen === from || this.told > 0) throw new WitnessFailed('it does not say where it is');
    this.told++;
    this.seen = seen;
  }

  /** @returns whether it had failed before */
  succeeded(size: number): boolean {
    const hadFailed = this.failures > 0;
    this.seen = this.signed = size;
    this.failures = this.notBefore = this.told = 0;
    this.why = undefined;
    return hadFailed;
  }

  /** @returns whether this is news */
  failed(why: string, now: number): boolean {
    const isNews = why !== this.why;
    this.why = why;
    this.notBefore = now + Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** this.failures);
    this.failures++;
    this.told = 0;
    // What it has said of where it is may have been wrong: it is asked once more.
    this.seen = this.signed;
    return isNews;
  }
}
