import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { startCrowds } from './crowd.mjs';
import { startGatehouse } from './gatehouse.mjs';
import { HttpConnection } from './http-connection.mjs';
import { temporaryDatabase } from './postgres.mjs';
import { startPeer } from './peer.mjs';
import { startProgram } from './program.mjs';
import { finishLine, say } from './progress.mjs';

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

  /** The URL of an empty database on PostgreSQL. */
  async postgresUrl() {
    const database = await temporaryDatabase();
    this.#closing.push(() => database.drop());
    return database.url;
  }

  /** A real Gatehouse on a database file or URL, which may exist already. */
  async gatehouse(database, options = {}) {
    const running = await startGatehouse(database, {
      profiled: this.#profiles !== undefined,
      ...options,
    });
    this.#closing.push(() => running.stop());
    return running;
  }

  /** A program of references/, in a process of its own. */
  async reference(program, ...args) {
    return this.#program(`references/${program}`, args);
  }

  /** A program of measured/, in a process of its own: what Gatehouse does where no server is needed for it. */
  async measured(program, ...args) {
    return this.#program(`measured/${program}`, args);
  }

  async #program(program, args) {
    const running = await startProgram(program, args);
    this.#closing.push(() => running.stop());
    return running;
  }

  /** A server or program of peers/, in a process of its own. */
  async peer(name, ...args) {
    const running = await startPeer(name, args);
    this.#closing.push(() => running.stop());
    return running;
  }

  /** A process that holds sockets at gateways. */
  async crowds() {
    const running = await startCrowds();
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

/** Does `work` in a workshop of its own, which is cleared when it is done, or has failed, or Ctrl-C is pressed. */
export async function inWorkshop({ name, rounds, profile }, work) {
  const workshop = new Workshop({ name, rounds, profile });
  const interrupted = () => void workshop.close().finally(() => process.exit(130));
  process.once('SIGINT', interrupted);
  try {
    return await work(workshop);
  } finally {
    process.off('SIGINT', interrupted);
    finishLine();
    say('closing');
    await workshop.close();
    finishLine();
  }
}
