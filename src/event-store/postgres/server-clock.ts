/**
 * How far the clock of this machine is from the database server's, which all processes share: so that
 * they agree on what has expired, whatever their own clocks say.
 */
export class ServerClock {
  private offset = 0;

  /** Milliseconds to add to this machine's time. */
  get offsetMs(): number {
    return this.offset;
  }

  /**
   * Compares the clocks; `ask` answers the server's time in milliseconds. The offset is moved only by
   * more than the trip to the server can explain, so that time does not jump about with each answer.
   */
  async compare(ask: () => Promise<number>): Promise<void> {
    const sentAt = performance.now();
    const theirs = await ask();
    const halfTrip = (performance.now() - sentAt) / 2;
    const offset = Math.round(theirs + halfTrip - Date.now());
    if (Math.abs(offset - this.offset) > halfTrip + 1) this.offset = offset;
  }
}
