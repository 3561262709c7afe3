import { Inject, Injectable, Logger, type BeforeApplicationShutdown } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { CONFIG, type Config } from '../../config.js';
import { EVENT_STORE, type EventStore } from '../../event-store/event-store.js';
import { CLOCK, type Clock } from '../../platform/clock.js';
import { Checkpoints, type SignedCheckpoint } from '../checkpoints.js';
import { LogTree } from '../log-tree.js';
import { askWitness } from './ask-witness.js';
import { Cosignatures } from './cosignatures.js';
import { WitnessStanding } from './witness-standing.js';

const EVERY_MS = 1000;
/** A stop waits no longer for witnesses. */
const LAST_ROUND_MS = 2000;

/**
 * Shows each checkpoint to the witnesses, in the background: one that is down, slow or lies is asked again later, and
 * nothing else waits for it. All are asked for the same checkpoint at a time, so that their signatures stand together
 * below it. One process does it for all.
 */
@Injectable()
export class WitnessRounds implements BeforeApplicationShutdown {
  private readonly logger = new Logger('Witnesses');
  private readonly standings: readonly WitnessStanding[];
  private round: Promise<void> | undefined;
  /** Only a server asks: not the command line, which has no intervals. */
  private isServing = false;

  constructor(
    @Inject(CONFIG) config: Config,
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly checkpoints: Checkpoints,
    private readonly cosignatures: Cosignatures,
    private readonly tree: LogTree,
  ) {
    this.standings = config.witnesses.map((witness) => new WitnessStanding(witness));
  }

  @Interval(EVERY_MS)
  async tick(): Promise<void> {
    if (this.standings.length === 0) return;
    this.isServing = true;
    await this.offer();
  }

  private async offer(which: 'latest' | 'fresh' = 'latest'): Promise<void> {
    this.round ??= this.offerToAll(which)
      .catch((error: unknown) => this.logger.error(error))
      .finally(() => (this.round = undefined));
    await this.round;
  }

  /** Where the log ends is shown once more. */
  async beforeApplicationShutdown(): Promise<void> {
    if (!this.isServing) return;
    const last = (this.round ?? Promise.resolve()).then(() => this.offer('fresh'));
    await Promise.race([
      last,
      new Promise((resolve) => setTimeout(resolve, LAST_ROUND_MS).unref()),
    ]);
  }

  private async offerToAll(which: 'latest' | 'fresh'): Promise<void> {
    if (!(await this.store.leads())) return;
    const checkpoint = await this.checkpoints[which]();
    const now = performance.now();
    const due = this.standings.filter((standing) => standing.isDue(checkpoint.size, now));
    if (due.length === 0) return;
    const offers = await Promise.allSettled(due.map((each) => this.offerTo(each, checkpoint)));
    for (const offer of offers) if (offer.status === 'rejected') throw offer.reason;
  }

  private async offerTo(standing: WitnessStanding, checkpoint: SignedCheckpoint): Promise<void> {
    const { key, verifierKey: witness } = standing.witness;
    let line: string;
    try {
      line = await this.cosigned(standing, checkpoint);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      if (standing.failed(why, performance.now())) {
        this.logger.warn(`The witness ${key.name} has not signed: ${why}. It is asked again.`);
      }
      return;
    }
    // At once: the round may have to wait for another one.
    await this.cosignatures.keep(checkpoint.size, { witness, line }, this.clock.now());
    if (standing.succeeded(checkpoint.size)) this.logger.log(`${key.name} signs again.`);
  }

  private async cosigned(
    standing: WitnessStanding,
    { size, note }: SignedCheckpoint,
  ): Promise<string> {
    // Where a witness is, it says itself, when it is asked for what does not go on from there.
    for (;;) {
      const from = standing.from(size);
      const proof = await this.tree.consistency(from, size);
      const answer = await askWitness(standing.witness, { from, proof, note });
      if ('line' in answer) return answer.line;
      standing.saw(answer.seen, from, size);
    }
  }
}
