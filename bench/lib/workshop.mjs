import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { startGatehouse } from './gatehouse.mjs';
import { HttpConnection } from './http-connection.mjs';
import { say } from './progress.mjs';
import { startReference } from './reference.mjs';

const BENCH = join(import.meta.dirname, '..');

/**
 * Where one scenario works: its files, its processes, its connections. All of it is gone when the
 * scenario is over, however it ended.
 */
export class Workshop {
  #name;
  #rounds;
  #profiles;
  #folder;
  #closing = [];

  constructor({ name, rounds, profile }) {
    this.#name = name;
    this.#rounds = rounds;
    if (profile) this.#profiles = join(BENCH, 'profiles');
    // Under the repository, because the system's folder for temporary files may be in memory.
    mkdirSync(join(BENCH, '.tmp'), { recursive: true });
    this.#folder = mkdtempSync(join(BENCH, '.tmp', `${name}-`));
  }

  /** How many people a scenario needs that uses up `perRound` of them in every round. */
  peopleFor(perRound) {
    return perRound * (this.#rounds + 1);
  }

  /** A path for a file of this scenario. */
  file(name) {
    return join(this.#folder, name);
  }

  /** A real Gatehouse on a database file, which may exist already. */
  async gatehouse(databaseFile) {
    const running = await startGatehouse(databaseFile, {
      profiled: this.#profiles !== undefined,
    });
    this.#closing.push(() => running.stop());
    return running;
  }

  /** A program of references/, in a process of its own. */
  async reference(program, ...args) {
    const running = await startReference(program, args);
    this.#closing.push(() => running.stop());
    return running;
  }

  async connections(port, count) {
    const connections = await HttpConnection.open(port, count);
    this.#closing.push(() => connections.forEach((connection) => connection.close()));
    return connections;
  }

  /**
   * Measures again and again: `measure` takes reference and Gatehouse in turn. The first round warms
   * everybody up and does not count.
   *
   * @template Round
   * @param {(round: number) => Promise<Round>} measure
   * @returns {Promise<Round[]>}
   */
  async rounds(measure) {
    const measured = [];
    for (let round = 0; round <= this.#rounds; round++) {
      say(round === 0 ? 'warming up' : `round ${round} of ${this.#rounds}`);
      measured.push(await measure(round));
    }
    return measured.slice(1);
  }

  /** Does `work`; with --profile it records what the process of `gatehouse` does meanwhile. */
  async profiling(gatehouse, work) {
    if (!this.#profiles) return work();
    mkdirSync(this.#profiles, { recursive: true });
    return gatehouse.profile(join(this.#profiles, `${this.#name}.cpuprofile`), work);
  }

  async close() {
    for (const close of this.#closing.splice(0).reverse()) await close();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
