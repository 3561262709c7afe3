import type { Client } from 'pg';
import { within } from './postgres-settings.js';

const NOW = 'SELECT (extract(epoch FROM clock_timestamp()) * 1000)::float8 AS now';

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
   * Asks the server for its time, and waits so long for it. The offset is moved only by more than the trip to the server
   * can explain, so that time does not jump about with each answer.
   */
  async compare(client: Client, patienceMs: number): Promise<void> {
    const sentAt = performance.now();
    const { rows } = await client.query<{ now: number }>(within(patienceMs, NOW));
    const theirs = Number(rows[0]?.now);
    const halfTrip = (performance.now() - sentAt) / 2;
    const offset = Math.round(theirs + halfTrip - Date.now());
    if (Math.abs(offset - this.offset) > halfTrip + 1) this.offset = offset;
  }
}
